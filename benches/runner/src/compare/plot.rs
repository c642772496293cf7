//! The plot of the README: a row for each workload, a mark for each library, a logarithmic axis.
//!
//! Written by hand. Its texts are in a grey that is legible on white and on black, and follow the reader's theme where the
//! viewer tells it.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use super::Row;
use crate::Result;
use crate::peers::Peer;
use crate::program::{Program, benches};

/// The ends of the axis.
const FROM: f64 = 0.4;
const TO: f64 = 300.0;

/// What is written below it; by hand is 1.
const TICKS: [(f64, &str); 9] = [
    (0.5, "grid"),
    (1.0, "hand"),
    (2.0, "grid"),
    (5.0, "grid"),
    (10.0, "grid"),
    (20.0, "grid"),
    (50.0, "grid"),
    (100.0, "grid"),
    (200.0, "grid"),
];

/// Where the axis begins and how long it is.
const LEFT: f64 = 120.0;
const WIDTH: f64 = 620.0;

const TOP: f64 = 64.0;
const STEP: f64 = 22.0;

/// A color for each library, of equal weight on light and dark.
const COLORS: [&str; 9] =
    ["#888888", "#e5484d", "#f76b15", "#3e9bff", "#30a46c", "#7bc99a", "#a06cd5", "#c2a000", "#b5838d"];

/// Writes `docs/benchmark.svg`.
pub(super) fn write(programs: &[(Peer, Program)], rows: &[Row], about: &str) -> Result<PathBuf> {
    let docs = benches().parent().ok_or("the benches are in a checkout")?.join("docs");
    let path = docs.join("benchmark.svg");
    fs::write(&path, draw(programs, rows, about)?)?;
    Ok(path)
}

fn place(ratio: f64) -> f64 {
    LEFT + WIDTH * (ratio.clamp(FROM, TO) / FROM).ln() / (TO / FROM).ln()
}

fn draw(programs: &[(Peer, Program)], rows: &[Row], about: &str) -> Result<String> {
    #[expect(clippy::cast_precision_loss, reason = "there are a few rows")]
    let bottom = TOP + STEP * rows.len() as f64;
    let (width, height) = (LEFT + WIDTH + 20.0, bottom + 44.0);
    let mut svg = format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="system-ui, sans-serif" font-size="12">
<title>Processor time beside rusqlite by hand</title>
<style>
  text {{ fill: #6e7781; }} .grid {{ stroke: #8b949e; stroke-opacity: .3; }} .hand {{ stroke: #8b949e; }}
  @media (prefers-color-scheme: dark) {{ text {{ fill: #9ea7b3; }} }}
</style>
"#
    );
    legend(&mut svg, programs)?;
    for (tick, class) in TICKS {
        let x = place(tick);
        writeln!(svg, r#"<line class="{class}" x1="{x:.1}" y1="{TOP}" x2="{x:.1}" y2="{bottom}"/>"#)?;
        writeln!(svg, r#"<text x="{x:.1}" y="{:.1}" text-anchor="middle">{tick}x</text>"#, bottom + 16.0)?;
    }
    let mut y = TOP + STEP / 2.0;
    for row in rows {
        writeln!(
            svg,
            r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{}</text>"#,
            LEFT - 10.0,
            y + 4.0,
            row.workload.name()
        )?;
        writeln!(svg, r#"<line class="grid" x1="{LEFT}" y1="{y}" x2="{:.1}" y2="{y}"/>"#, LEFT + WIDTH)?;
        for (index, ratios) in row.ratios.iter().enumerate().skip(1) {
            let Some(ratios) = ratios else { continue };
            let color = COLORS[index % COLORS.len()];
            let (least, most) = (place(ratios.least), place(ratios.most));
            writeln!(
                svg,
                r#"<line x1="{least:.1}" y1="{y}" x2="{most:.1}" y2="{y}" stroke="{color}" stroke-width="2" stroke-opacity=".5"/>"#
            )?;
            let (peer, ratio) = (programs[index].0, ratios.median);
            let (x, title) = (place(ratio), format!("{}: {ratio:.2}", peer.label));
            writeln!(svg, "{}", mark(peer.side, x, y, color, &title))?;
        }
        y += STEP;
    }
    writeln!(svg, r#"<text x="{LEFT}" y="{:.1}" font-size="10">{about}</text>"#, bottom + 36.0)?;
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn legend(svg: &mut String, programs: &[(Peer, Program)]) -> Result<()> {
    writeln!(
        svg,
        r#"<text x="10" y="18" font-size="13">Processor time beside the same by hand in rusqlite (1x). Further left is faster.</text>"#
    )?;
    let mut x = 16.0;
    for (index, (peer, _)) in programs.iter().enumerate().skip(1) {
        let color = COLORS[index % COLORS.len()];
        writeln!(svg, "{}", mark(peer.side, x, 40.0, color, peer.label))?;
        writeln!(svg, r#"<text x="{:.1}" y="44">{}</text>"#, x + 9.0, peer.label)?;
        #[expect(clippy::cast_precision_loss, reason = "a name is short")]
        let width = 24.0 + 6.6 * peer.label.len() as f64;
        x += width;
    }
    Ok(())
}

/// Ours are diamonds, the others circles, so that the colors are not needed to find them.
fn mark(side: &str, x: f64, y: f64, color: &str, title: &str) -> String {
    if side.starts_with("ours") {
        let (left, right, up, down) = (x - 6.0, x + 6.0, y - 6.0, y + 6.0);
        format!(
            r#"<path d="M{left:.1} {y} L{x:.1} {up} L{right:.1} {y} L{x:.1} {down} Z" fill="{color}"><title>{title}</title></path>"#
        )
    } else {
        format!(r#"<circle cx="{x:.1}" cy="{y}" r="4" fill="{color}"><title>{title}</title></circle>"#)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_is_logarithmic_and_ends() {
        assert!((place(FROM) - LEFT).abs() < 1e-9);
        assert!((place(TO) - (LEFT + WIDTH)).abs() < 1e-9);
        assert!((place(2.0) - place(1.0) - (place(20.0) - place(10.0))).abs() < 1e-9);
        assert!((place(1e6) - place(TO)).abs() < 1e-9);
    }
}
