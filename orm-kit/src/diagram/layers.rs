//! Layers: each table is right of those that it references. A line over several layers bends in each layer that it passes.

use super::model::Model;

/// What stands in a layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Node {
    Table(usize),
    /// The bend of a line.
    Bend(usize),
}

/// Tables and bends in layers, and what joins one layer with the next.
pub(super) struct Graph {
    /// The nodes of each layer.
    pub(super) layers: Vec<Vec<usize>>,
    pub(super) nodes: Vec<Node>,
    /// For each line the nodes from left to right; of one to its own table there is none.
    pub(super) paths: Vec<Vec<usize>>,
    /// For each node what it is joined with, in the layers beside it.
    pub(super) near: Vec<Vec<usize>>,
}

impl Graph {
    pub(super) fn new(model: &Model) -> Self {
        let edges = edges(model);
        let layer = layer(model.tables.len(), &edges);
        let mut graph = Self {
            layers: vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)],
            nodes: (0..model.tables.len()).map(Node::Table).collect(),
            paths: Vec::new(),
            near: Vec::new(),
        };
        let is_alone = |table: usize| !edges.iter().flatten().any(|(left, right)| *left == table || *right == table);
        for (table, at) in layer.iter().enumerate().filter(|(table, _)| !is_alone(*table)) {
            graph.layers[*at].push(table);
        }
        for (line, edge) in edges.iter().enumerate() {
            let Some((left, right)) = *edge else {
                graph.paths.push(Vec::new());
                continue;
            };
            let mut path = vec![left];
            for between in layer[left] + 1..layer[right] {
                graph.nodes.push(Node::Bend(line));
                let bend = graph.nodes.len() - 1;
                graph.layers[between].push(bend);
                path.push(bend);
            }
            path.push(right);
            graph.paths.push(path);
        }
        graph.place_alone(model, (0..model.tables.len()).filter(|table| is_alone(*table)));
        graph.layers.retain(|layer| !layer.is_empty());
        graph.near = vec![Vec::new(); graph.nodes.len()];
        for pair in graph.paths.iter().flat_map(|path| path.windows(2)) {
            graph.near[pair[0]].push(pair[1]);
            graph.near[pair[1]].push(pair[0]);
        }
        graph
    }

    /// Tables without lines fill up the layers, so that the image is as wide as it is high.
    fn place_alone(&mut self, model: &Model, alone: impl Iterator<Item = usize>) {
        let alone: Vec<usize> = alone.collect();
        let wanted = (1..=alone.len()).find(|side| side * side >= alone.len()).unwrap_or(1);
        while self.layers.len() < wanted {
            self.layers.push(Vec::new());
        }
        for table in alone {
            let height = |layer: &Vec<usize>| {
                let tables = layer.iter().filter_map(|node| model.tables.get(*node));
                tables.map(|table| table.columns.len() + 3).sum::<usize>()
            };
            if let Some(lowest) = self.layers.iter_mut().min_by_key(|layer| height(layer)) {
                lowest.push(table);
            }
        }
    }
}

/// For each line the tables that it joins, the left one first: the parent, unless that would close a circle.
fn edges(model: &Model) -> Vec<Option<(usize, usize)>> {
    let mut edges: Vec<Option<(usize, usize)>> = Vec::new();
    for line in &model.keys {
        let edge = (line.child != line.parent).then_some(if reaches(&edges, line.child, line.parent) {
            (line.child, line.parent)
        } else {
            (line.parent, line.child)
        });
        edges.push(edge);
    }
    edges
}

/// Whether there is a way to the right from one table to another.
fn reaches(edges: &[Option<(usize, usize)>], from: usize, to: usize) -> bool {
    let mut open = vec![from];
    let mut seen = vec![from];
    while let Some(table) = open.pop() {
        if table == to {
            return true;
        }
        for (_, right) in edges.iter().flatten().filter(|(left, _)| *left == table) {
            if !seen.contains(right) {
                seen.push(*right);
                open.push(*right);
            }
        }
    }
    false
}

/// The layer of each table: right of all that it references, and one that references nothing beside what references it.
fn layer(tables: usize, edges: &[Option<(usize, usize)>]) -> Vec<usize> {
    let mut layer = vec![0; tables];
    // There is no circle, so that this ends: each round puts at least one table where it stays.
    for _ in 0..tables {
        for (left, right) in edges.iter().flatten() {
            layer[*right] = layer[*right].max(layer[*left] + 1);
        }
    }
    for table in 0..tables {
        let is_first = !edges.iter().flatten().any(|(_, right)| *right == table);
        let nearest = edges.iter().flatten().filter(|(left, _)| *left == table).map(|(_, right)| layer[*right]).min();
        if let (true, Some(nearest)) = (is_first, nearest) {
            layer[table] = nearest - 1;
        }
    }
    layer
}
