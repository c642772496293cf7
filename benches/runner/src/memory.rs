//! Memory: rows that go by take as much for ten millions as for a thousand, and a `Vec` of rows as much as by hand.

use std::process::Command;

use crate::Result;
use crate::program::Program;

/// Few rows, so that what is left is the program itself.
const FEW: u64 = 1_000;

/// How many rows go by.
const MANY: u64 = 10_000_000;

/// How many rows are held at once.
const HELD: u64 = 1_000_000;

/// How much more the many may take than the few, in KiB.
const MORE: u64 = 1_024;

/// How much more a `Vec` may take than by hand.
const RATIO: f64 = 1.1;

/// Measures, and says whether both promises are kept.
#[expect(clippy::cast_precision_loss, reason = "a measurement is no more precise")]
pub(crate) fn run() -> Result<bool> {
    let program = Program::build()?;
    let peak = |side: &str, what: &str, rows: u64| peak(&program, side, what, rows);
    let (few, many) = (peak("ours", "each", FEW)?, peak("ours", "each", MANY)?);
    let more = many.saturating_sub(few);
    println!("for_each: {few} KiB for {FEW} rows, {many} KiB for {MANY}: {more} more, {MORE} allowed");
    let held =
        |side| Ok::<_, Box<dyn std::error::Error + Send + Sync>>(peak(side, "all", HELD)? - peak(side, "all", FEW)?);
    let (ours, by_hand) = (held("ours")?, held("rusqlite")?);
    let ratio = ours as f64 / by_hand as f64;
    println!("all: {ours} KiB for {HELD} rows, {by_hand} KiB by hand: {ratio:.3}, {RATIO} allowed");
    Ok(more <= MORE && ratio <= RATIO)
}

/// The most that a run had in memory, in KiB.
fn peak(program: &Program, side: &str, what: &str, rows: u64) -> Result<u64> {
    let output = Command::new(program.path()).args(["memory", side, what, &rows.to_string()]).output()?;
    let line = String::from_utf8(output.stdout)?;
    let value = line.split_whitespace().find_map(|word| word.strip_prefix("peak_kb="));
    Ok(value.ok_or_else(|| format!("{side} {what}: {line}"))?.parse()?)
}
