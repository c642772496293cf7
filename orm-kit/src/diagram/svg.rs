//! The image.

use std::fmt::Write as _;

use orm_sqlite::migrate::counted;

use super::layers::Graph;
use super::mermaid::is_invisible;
use super::model::{Entity, Line, Model, Row};
use super::order::number;
use super::place::{HEAD, LONGEST, Place, Places, ROW};

/// Colours twice, because not every reader knows variables.
const STYLE: &str = "
    text { font: 12px ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace; fill: #1f2933; }
    .name { font-weight: bold; font-size: 13px; fill: #ffffff; }
    .type, .label { fill: #6b7785; }
    .mark { font-size: 9px; font-weight: bold; fill: #2f6f9f; }
    .page { fill: #fbfcfd; }
    .box { fill: #ffffff; stroke: #b8c4ce; }
    .head { fill: #2f6f9f; }
    .line { fill: none; stroke: #7d8c99; stroke-width: 1.4; }
    .weak { stroke-dasharray: 5 3; }
    .end { fill: none; stroke: #4a5a68; stroke-width: 1.4; }
    .hole { fill: #fbfcfd; stroke: #4a5a68; stroke-width: 1.4; }
    @media (prefers-color-scheme: dark) {
      text { fill: #dce3ea; }
      .type, .label { fill: #8b99a6; }
      .mark { fill: #7fb8e0; }
      .page { fill: #14191f; }
      .box { fill: #1c232b; stroke: #3a4754; }
      .head { fill: #24506f; }
      .line { stroke: #6c7c8a; }
      .end { stroke: #a5b3bf; }
      .hole { fill: #14191f; stroke: #a5b3bf; }
    }
";

pub(super) fn draw(model: &Model, graph: &Graph, places: &Places) -> String {
    let (width, height) = (places.width, places.height);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" height=\"{height:.0}\" \
         role=\"img\">\n  <title>{} and {}</title>\n  <style>{STYLE}  </style>\n  \
         <rect class=\"page\" width=\"{width:.0}\" height=\"{height:.0}\"/>\n",
        counted(model.tables.len(), "table"),
        counted(model.keys.len(), "foreign key")
    );
    for (at, line) in model.keys.iter().enumerate() {
        draw_line(&mut svg, places, line, &graph.paths[at]);
    }
    for (at, table) in model.tables.iter().enumerate() {
        draw_table(&mut svg, table, places.boxes[at], places.types[at]);
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw_table(svg: &mut String, table: &Entity, place: Place, types: f64) {
    let Place { left, top, width, height } = place;
    let _ = writeln!(svg, "  <g>");
    let _ = writeln!(
        svg,
        "    <rect class=\"box\" x=\"{left:.1}\" y=\"{top:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"5\"/>"
    );
    let (right, bottom) = (left + width, top + HEAD);
    let _ = writeln!(
        svg,
        "    <path class=\"head\" d=\"M{left:.1} {bottom:.1}v{down:.1}a5 5 0 0 1 5 -5h{across:.1}a5 5 0 0 1 5 5V{bottom:.1}z\"/>",
        down = 5.0 - HEAD,
        across = right - left - 10.0
    );
    draw_text(svg, "name", left + 12.0, top + 18.5, &table.name);
    for (at, row) in table.columns.iter().enumerate() {
        let middle = top + HEAD + 3.0 + number(at) * ROW + ROW / 2.0;
        let mark = mark(row);
        if !mark.is_empty() {
            draw_text(svg, "mark", left + 10.0, middle + 3.0, mark);
        }
        draw_text(svg, "column", left + 44.0, middle + 4.0, &row.name);
        if !row.declared.is_empty() {
            draw_text(svg, "type", left + types, middle + 4.0, &row.declared);
        }
    }
    let _ = writeln!(svg, "  </g>");
}

const fn mark(row: &Row) -> &'static str {
    match (row.is_key, row.is_reference, row.is_unique) {
        (true, true, _) => "PK FK",
        (true, false, _) => "PK",
        (false, true, true) => "FK UK",
        (false, true, false) => "FK",
        (false, false, true) => "UK",
        (false, false, false) => "",
    }
}

fn draw_text(svg: &mut String, class: &str, x: f64, y: f64, text: &str) {
    let shown: String = if text.chars().count() > LONGEST {
        text.chars().take(LONGEST - 1).chain(['\u{2026}']).collect()
    } else {
        text.to_owned()
    };
    let title = if shown == text { String::new() } else { format!("<title>{}</title>", escaped(text)) };
    let _ = writeln!(svg, "    <text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{}{title}</text>", escaped(&shown));
}

/// Where a line meets a table.
#[derive(Clone, Copy)]
struct End {
    x: f64,
    y: f64,
    /// 1 where the line goes to the right from there, -1 where it goes to the left.
    out: f64,
}

fn draw_line(svg: &mut String, places: &Places, line: &Line, path: &[usize]) {
    let (child, parent) = (places.boxes[line.child], places.boxes[line.parent]);
    let height = |place: Place, row: Option<usize>| {
        row.map_or(place.top + HEAD / 2.0, |row| place.top + HEAD + 3.0 + number(row) * ROW + ROW / 2.0)
    };
    let (from, to) = (height(parent, line.referenced), height(child, line.row));
    let is_loop = path.is_empty();
    let parent_first = path.first() == Some(&line.parent);
    let parent_end = if is_loop || parent_first {
        End { x: parent.right(), y: from, out: 1.0 }
    } else {
        End { x: parent.left, y: from, out: -1.0 }
    };
    let child_end = if is_loop || !parent_first {
        End { x: child.right(), y: to, out: 1.0 }
    } else {
        End { x: child.left, y: to, out: -1.0 }
    };
    let curve = if is_loop {
        let reach = child.right() + 40.0;
        format!("M{:.1} {from:.1}C{reach:.1} {from:.1} {reach:.1} {to:.1} {:.1} {to:.1}", parent_end.x, child_end.x)
    } else {
        let (first, last) = if parent_first { (parent_end, child_end) } else { (child_end, parent_end) };
        curve(first, last, path.get(1..path.len() - 1).unwrap_or_default(), places)
    };
    let weak = if line.is_identifying { "" } else { " weak" };
    let _ = writeln!(svg, "  <path class=\"line{weak}\" d=\"{curve}\"><title>{}</title></path>", escaped(&line.label));
    draw_parent(svg, parent_end, line.is_optional);
    draw_child(svg, child_end, line.is_unique);
}

/// From left to right, straight through each layer in between.
fn curve(first: End, last: End, bends: &[usize], places: &Places) -> String {
    let mut text = format!("M{:.1} {:.1}", first.x, first.y);
    let (mut x, mut y) = (first.x, first.y);
    let mut to = |text: &mut String, end_x: f64, end_y: f64| {
        let middle = f64::midpoint(x, end_x);
        let _ = write!(text, "C{middle:.1} {y:.1} {middle:.1} {end_y:.1} {end_x:.1} {end_y:.1}");
        (x, y) = (end_x, end_y);
    };
    for bend in bends {
        let place = places.boxes[*bend];
        to(&mut text, place.left, place.middle());
        to(&mut text, place.right(), place.middle());
    }
    to(&mut text, last.x, last.y);
    text
}

/// A bar, and a second one or a hole where there may be none.
fn draw_parent(svg: &mut String, end: End, is_optional: bool) {
    let End { x, y, out } = end;
    draw_bar(svg, x + 6.0 * out, y);
    if is_optional {
        let _ = writeln!(svg, "  <circle class=\"hole\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>", x + 12.0 * out);
    } else {
        draw_bar(svg, x + 10.0 * out, y);
    }
}

/// A foot of three toes for many, a bar for one, and a hole, because there may always be none.
fn draw_child(svg: &mut String, end: End, is_unique: bool) {
    let End { x, y, out } = end;
    if is_unique {
        draw_bar(svg, x + 6.0 * out, y);
    } else {
        let heel = x + 10.0 * out;
        let (up, down) = (y - 5.0, y + 5.0);
        let _ = writeln!(
            svg,
            "  <path class=\"end\" d=\"M{heel:.1} {y:.1}L{x:.1} {up:.1}M{heel:.1} {y:.1}L{x:.1} {down:.1}\"/>"
        );
    }
    let _ = writeln!(svg, "  <circle class=\"hole\" cx=\"{:.1}\" cy=\"{y:.1}\" r=\"3.5\"/>", x + 13.5 * out);
}

fn draw_bar(svg: &mut String, x: f64, y: f64) {
    let _ = writeln!(svg, "  <path class=\"end\" d=\"M{x:.1} {:.1}v10\"/>", y - 5.0);
}

/// Text of a document. Control characters, which XML has no way to write, become a sign that shows them.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            char if char.is_control() || is_invisible(char) || matches!(char, '\u{fffe}' | '\u{ffff}') => {
                escaped.push('\u{fffd}');
            }
            char => escaped.push(char),
        }
    }
    escaped
}
