//! Growth: a row of a million takes about as many instructions as a row of a thousand.
//!
//! Counted by callgrind. Each size is filled once, without callgrind, and copied for each run. By hand is measured too: where
//! SQLite itself needs more for each row of a larger table, no library can do without.

use std::fs;
use std::path::PathBuf;

use workloads::Workload;

use crate::callgrind::Run;
use crate::program::Program;
use crate::{Result, callgrind};

const FEW: u64 = 1_000;

/// How much more a row may take in the larger table.
const LIMIT: f64 = 1.3;

/// Those that have a size: the others are the same with fewer rows.
pub(crate) const WORKLOADS: [Workload; 13] = [
    Workload::PointFind,
    Workload::PointSelect,
    Workload::Select10000,
    Workload::Wide,
    Workload::Borrowed,
    Workload::Insert1000,
    Workload::FilterJoin,
    Workload::Nested1000,
    Workload::Nested3,
    Workload::Page,
    Workload::Update,
    Workload::Delete,
    Workload::Upsert,
];

/// A file that goes away.
struct Filled(PathBuf);

impl Drop for Filled {
    fn drop(&mut self) {
        // A temporary file; a leftover breaks nothing.
        let _ = fs::remove_file(&self.0);
    }
}

/// The workload of a name, if it has a size.
pub(crate) fn named(name: &str) -> Option<Workload> {
    WORKLOADS.into_iter().find(|workload| workload.name() == name)
}

/// Measures with `many` rows in the larger table, and says whether all these workloads stay within the limit.
pub(crate) fn run(many: u64, chosen: &[Workload]) -> Result<bool> {
    if !callgrind::is_installed() {
        return Err("valgrind is not installed".into());
    }
    let program = Program::build()?;
    let mut kept = true;
    println!("{:<14} {:>14} {:>14} {:>7} {:>9}", "instructions", FEW, many, "growth", "by hand");
    for &workload in chosen {
        let ours = grown(&program, "ours", workload, many)?;
        let by_hand = grown(&program, "rusqlite", workload, many)?;
        let (growth, growth_by_hand) = (ours.1 / ours.0, by_hand.1 / by_hand.0);
        let verdict = if growth <= LIMIT { "" } else { "ABOVE THE TARGET" };
        kept &= growth <= LIMIT;
        println!(
            "{:<14} {:>14.0} {:>14.0} {growth:>7.2} {growth_by_hand:>9.2} {verdict}",
            workload.name(),
            ours.0,
            ours.1
        );
    }
    Ok(kept)
}

/// Instructions of one row, or of one operation that is about one row: of few and of many.
#[expect(clippy::cast_precision_loss, reason = "a measurement is no more precise")]
fn grown(program: &Program, side: &str, workload: Workload, many: u64) -> Result<(f64, f64)> {
    let of = |rows: u64| {
        let filled = std::env::temp_dir().join(format!("orm-growth-{}-{}.db", std::process::id(), workload.name()));
        let filled = Filled(filled);
        let (number, from) = (format!("--rows={rows}"), format!("--from={}", filled.0.display()));
        let save = format!("--save={}", filled.0.display());
        program.run("rusqlite", workload, &["0", &number, &save])?;
        let (iterations, rows_of_one) = match workload {
            Workload::PointFind | Workload::PointSelect | Workload::Update | Workload::Upsert => (1_000, 1),
            // Each row of the smaller table can be deleted once.
            Workload::Delete => (900, 1),
            // As many rows in each table.
            Workload::Page => (20, 1),
            _ => ((20_000 / rows).max(1), rows_of_one(workload, rows)),
        };
        let run = Run { side, workload, iterations, more: &[&number, &from] };
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(callgrind::count(program, &run)? / rows_of_one as f64)
    };
    Ok((of(FEW)?, of(many)?))
}

/// How many rows an operation loads, parents and children together, if the table below has so many.
const fn rows_of_one(workload: Workload, rows: u64) -> u64 {
    match workload {
        Workload::Nested1000 => rows + rows / 10,
        Workload::Nested3 => rows + rows / 10 + rows / 100,
        _ => rows,
    }
}
