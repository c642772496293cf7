//! The table of what is promised and what is allowed today.

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use workloads::Workload;

use crate::Result;
use crate::program::benches;

/// One row: a side on a workload, as a part of what the same takes by hand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limit {
    pub(crate) workload: Workload,
    pub(crate) side: String,
    pub(crate) target: f64,
    pub(crate) today: f64,
}

/// The file: what stands above the table, and the table.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Limits {
    head: String,
    pub(crate) rows: Vec<Limit>,
}

/// How far above a measurement today's limit is.
const ROOM: f64 = 1.03;

impl Limits {
    fn path() -> PathBuf {
        benches().join("limits.txt")
    }

    pub(crate) fn read() -> Result<Self> {
        Self::parse(&fs::read_to_string(Self::path())?)
    }

    pub(crate) fn write(&self) -> Result<()> {
        Ok(fs::write(Self::path(), self.text())?)
    }

    fn parse(text: &str) -> Result<Self> {
        let (mut head, mut rows) = (String::new(), Vec::new());
        for line in text.lines() {
            if line.starts_with('#') {
                head += line;
                head.push('\n');
                continue;
            }
            let words: Vec<_> = line.split_whitespace().collect();
            let [workload, side, target, today] = words[..] else {
                return Err(format!("expected `workload side target today`, found `{line}`").into());
            };
            rows.push(Limit {
                workload: Workload::named(workload).ok_or_else(|| format!("no workload is called {workload}"))?,
                side: side.to_owned(),
                target: target.parse()?,
                today: today.parse()?,
            });
        }
        Ok(Self { head, rows })
    }

    fn text(&self) -> String {
        let mut text = self.head.clone();
        for Limit { workload, side, target, today } in &self.rows {
            writeln!(text, "{:<15} {side:<15} {target:<7.2} {today:.2}", workload.name())
                .expect("a string takes everything");
        }
        text
    }
}

impl Limit {
    /// Allows a little more than was measured, never less than was promised, and no more than before.
    pub(crate) fn tighten(&mut self, ratio: f64) {
        let with_room = (ratio * ROOM * 100.0).ceil() / 100.0;
        self.today = self.today.min(with_room.max(self.target));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# workload side target today\nwide            ours            0.80    1.20\n";

    #[test]
    fn a_table_is_read_and_written() {
        let limits = Limits::parse(TEXT).unwrap();
        assert_eq!(limits.text(), TEXT);
        assert_eq!((limits.rows[0].workload, limits.rows[0].today), (Workload::Wide, 1.2));
        assert!(Limits::parse("width ours 0.80 1.20").is_err());
        assert!(Limits::parse("wide ours 0.80").is_err());
    }

    #[test]
    fn a_limit_falls_down_to_its_target_and_never_rises() {
        let tightened = |ratio| {
            let mut limit = Limits::parse(TEXT).unwrap().rows.remove(0);
            limit.tighten(ratio);
            limit.today
        };
        assert!((tightened(1.0) - 1.03).abs() < 1e-9);
        assert!((tightened(0.5) - 0.80).abs() < 1e-9);
        assert!((tightened(1.5) - 1.20).abs() < 1e-9);
    }

    #[test]
    fn the_file_itself_is_a_table() {
        let limits = Limits::read().unwrap();
        assert!(limits.rows.len() > 20 && limits.rows.iter().all(|limit| limit.target <= limit.today));
    }
}
