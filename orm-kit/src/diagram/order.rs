//! The order within the layers, in which few lines cross: each node goes where its neighbours are on average, layer by layer, forth
//! and back, and the best order that was seen is taken.

use super::layers::Graph;

/// How often the layers are gone through.
const SWEEPS: usize = 24;

/// The nodes of each layer from top to bottom.
pub(super) fn order(graph: &Graph) -> Vec<Vec<usize>> {
    let mut layers = graph.layers.clone();
    let mut best = layers.clone();
    let mut fewest = crossings(graph, &layers);
    for sweep in 0..SWEEPS {
        let forth = sweep % 2 == 0;
        let count = layers.len();
        for step in 1..count {
            let (at, before) = if forth { (step, step - 1) } else { (count - 1 - step, count - step) };
            sort(graph, &mut layers, at, before);
        }
        swap_neighbours(graph, &mut layers);
        let now = crossings(graph, &layers);
        if now < fewest {
            fewest = now;
            best.clone_from(&layers);
        }
    }
    best
}

/// The nodes of one layer by the average of their neighbours' positions in another. What has none there stays.
fn sort(graph: &Graph, layers: &mut [Vec<usize>], at: usize, before: usize) {
    let place = places(graph, layers);
    let mut keyed: Vec<(f64, usize)> = Vec::new();
    for (own, node) in layers[at].iter().enumerate() {
        let near = graph.near[*node].iter().map(|other| place[*other]).filter(|(layer, _)| *layer == before);
        let near: Vec<usize> = near.map(|(_, position)| position).collect();
        let average = if near.is_empty() { number(own) } else { number(near.iter().sum()) / number(near.len()) };
        keyed.push((average, *node));
    }
    keyed.sort_by(|left, right| left.0.total_cmp(&right.0));
    layers[at] = keyed.into_iter().map(|(_, node)| node).collect();
}

/// Two nodes that stand one above the other change places where fewer lines cross then.
fn swap_neighbours(graph: &Graph, layers: &mut [Vec<usize>]) {
    for at in 0..layers.len() {
        let place = places(graph, layers);
        let layer = &mut layers[at];
        for lower in 1..layer.len() {
            let [above, below] = [&graph.near[layer[lower - 1]], &graph.near[layer[lower]]];
            let (mut now, mut then) = (0_usize, 0_usize);
            for ((side, one), (other_side, other)) in
                above.iter().flat_map(|one| below.iter().map(|other| (place[*one], place[*other])))
            {
                now += usize::from(side == other_side && one > other);
                then += usize::from(side == other_side && one < other);
            }
            if then < now {
                layer.swap(lower - 1, lower);
            }
        }
    }
}

/// The layer of each node and its position there.
fn places(graph: &Graph, layers: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut places = vec![(0, 0); graph.nodes.len()];
    for (layer, nodes) in layers.iter().enumerate() {
        for (at, node) in nodes.iter().enumerate() {
            places[*node] = (layer, at);
        }
    }
    places
}

/// How often lines cross between neighbouring layers.
fn crossings(graph: &Graph, layers: &[Vec<usize>]) -> usize {
    let place = places(graph, layers);
    // The positions of both ends of each line between a layer and the next.
    let mut pairs: Vec<Vec<(usize, usize)>> = vec![Vec::new(); layers.len()];
    for pair in graph.paths.iter().flat_map(|path| path.windows(2)) {
        let ((layer, left), (_, right)) = (place[pair[0]], place[pair[1]]);
        pairs[layer].push((left, right));
    }
    let mut count = 0;
    for pairs in pairs {
        for (at, (left, right)) in pairs.iter().enumerate() {
            let cross = |(other_left, other_right): &&(usize, usize)| {
                left < other_left && right > other_right || left > other_left && right < other_right
            };
            count += pairs[..at].iter().filter(cross).count();
        }
    }
    count
}

/// A count as a coordinate.
pub(super) fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use orm_sqlite::migrate::Snapshot;

    use super::super::model::Model;
    use super::*;

    #[test]
    fn lines_that_need_not_cross_do_not() {
        let create = [
            "CREATE TABLE a (id INTEGER PRIMARY KEY)",
            "CREATE TABLE b (id INTEGER PRIMARY KEY)",
            "CREATE TABLE c (id INTEGER PRIMARY KEY)",
            "CREATE TABLE d (c REFERENCES c)",
            "CREATE TABLE e (b REFERENCES b)",
            "CREATE TABLE f (a REFERENCES a)",
        ];
        let graph = Graph::new(&Model::of(&Snapshot::parse(create).unwrap()));
        assert_eq!(crossings(&graph, &graph.layers), 3);
        assert_eq!(crossings(&graph, &order(&graph)), 0);
    }
}
