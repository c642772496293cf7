//! Coordinates: the boxes of tables, and where lines bend.

use super::layers::{Graph, Node};
use super::model::{Entity, Model};
use super::order::number;

/// The height of a column's line.
pub(super) const ROW: f64 = 20.0;
/// The height of a table's name.
pub(super) const HEAD: f64 = 28.0;
/// The width of a letter of the columns' font.
const LETTER: f64 = 7.3;
/// Between two layers, where lines have their bends.
const GAP: f64 = 96.0;
/// Between two boxes of a layer.
const SPACE: f64 = 26.0;
/// The height that a passing line takes.
const BEND: f64 = 10.0;
/// Around the image.
const MARGIN: f64 = 24.0;
/// The longest name that is shown, in letters.
pub(super) const LONGEST: usize = 36;
/// How often the boxes are moved towards their neighbours.
const ROUNDS: usize = 12;

/// A box.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Place {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Place {
    pub(super) fn right(&self) -> f64 {
        self.left + self.width
    }

    pub(super) fn middle(&self) -> f64 {
        self.top + self.height / 2.0
    }
}

/// The box of each node, and the size of the image.
pub(super) struct Places {
    pub(super) boxes: Vec<Place>,
    pub(super) width: f64,
    pub(super) height: f64,
    /// Where the types of a table's columns begin, from its left side.
    pub(super) types: Vec<f64>,
}

pub(super) fn place(model: &Model, graph: &Graph, order: &[Vec<usize>]) -> Places {
    let mut boxes: Vec<Place> = graph.nodes.iter().map(|node| size(model, *node)).collect();
    let mut left = MARGIN;
    for layer in order {
        let width = layer.iter().map(|node| boxes[*node].width).fold(0.0, f64::max);
        for node in layer {
            boxes[*node].left = left;
            // A line passes the whole layer, so that it meets no box there.
            if matches!(graph.nodes[*node], Node::Bend(_)) {
                boxes[*node].width = width;
            }
        }
        left += width + GAP;
    }
    for layer in order {
        let tops: Vec<f64> = layer.iter().map(|_| 0.0).collect();
        stack(&mut boxes, layer, &tops);
    }
    for round in 0..ROUNDS {
        let forth: Vec<usize> = (0..order.len()).collect();
        let layers: Vec<usize> = if round % 2 == 0 { forth } else { forth.into_iter().rev().collect() };
        for at in layers {
            let tops: Vec<f64> = order[at].iter().map(|node| wanted(graph, &boxes, *node)).collect();
            stack(&mut boxes, &order[at], &tops);
        }
    }
    let top = boxes.iter().map(|one| one.top).fold(f64::INFINITY, f64::min);
    for one in &mut boxes {
        one.top += MARGIN - top;
    }
    let height = boxes.iter().map(|one| one.top + one.height).fold(0.0, f64::max) + MARGIN;
    let width = boxes.iter().map(Place::right).fold(0.0, f64::max) + MARGIN;
    let types = model.tables.iter().map(types_at).collect();
    // Lines of a table to itself are right of it.
    let loops = model.keys.iter().filter(|line| line.child == line.parent).map(|line| boxes[line.child].right() + 44.0);
    Places { width: loops.fold(width, f64::max), height: height.max(2.0 * MARGIN), boxes, types }
}

fn size(model: &Model, node: Node) -> Place {
    let Node::Table(table) = node else { return Place { height: BEND, ..Place::default() } };
    let entity = &model.tables[table];
    let types = entity.columns.iter().map(|row| letters(&row.declared)).fold(0.0, f64::max);
    let columns = types_at(entity) + types * LETTER + 14.0;
    let head = letters(&entity.name) * LETTER * 1.15 + 28.0;
    Place {
        width: columns.max(head).max(96.0),
        height: HEAD + number(entity.columns.len()) * ROW + if entity.columns.is_empty() { 0.0 } else { 6.0 },
        ..Place::default()
    }
}

/// Marks, the longest name, and some space.
fn types_at(entity: &Entity) -> f64 {
    let names = entity.columns.iter().map(|row| letters(&row.name)).fold(0.0, f64::max);
    44.0 + names * LETTER + 18.0
}

/// How many letters wide a name is; those of Han, Kana and Hangul are two.
fn letters(text: &str) -> f64 {
    let width = |char: char| if matches!(char, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{ffdc}') { 2 } else { 1 };
    number(text.chars().take(LONGEST).map(width).sum())
}

/// The top at which a box would be beside those that it is joined with; where it is, if there are none.
fn wanted(graph: &Graph, boxes: &[Place], node: usize) -> f64 {
    let near: Vec<f64> = graph.near[node].iter().map(|other| boxes[*other].middle()).collect();
    if near.is_empty() {
        return boxes[node].top;
    }
    near.iter().sum::<f64>() / number(near.len()) - boxes[node].height / 2.0
}

/// Places boxes one below the other, each as near as possible to the top that it wants: neighbours that want to overlap become a group
/// that stands where its members want to stand on average.
fn stack(boxes: &mut [Place], layer: &[usize], tops: &[f64]) {
    let mut offsets = Vec::new();
    let mut below = 0.0;
    for node in layer {
        offsets.push(below);
        below += boxes[*node].height + SPACE;
    }
    // The sum of what the members want, and how many they are.
    let mut groups: Vec<(f64, usize)> = Vec::new();
    for (top, offset) in tops.iter().zip(&offsets) {
        groups.push((top - offset, 1));
        while let [.., above, last] = &groups[..]
            && last.0 / number(last.1) < above.0 / number(above.1)
        {
            let joined = (above.0 + last.0, above.1 + last.1);
            groups.truncate(groups.len() - 2);
            groups.push(joined);
        }
    }
    let starts = groups.iter().flat_map(|(sum, count)| std::iter::repeat_n(sum / number(*count), *count));
    for ((node, start), offset) in layer.iter().zip(starts).zip(&offsets) {
        boxes[*node].top = start + offset;
    }
}
