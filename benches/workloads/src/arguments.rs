//! The command line of a side's binary.

use std::fmt;
use std::path::PathBuf;

use crate::workload::Workload;

/// Where the database is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// In memory.
    Memory,
    /// In a new file, with a write-ahead log and `synchronous = NORMAL`.
    File(PathBuf),
}

/// What is done with the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// So many operations, for a tool that counts.
    Iterations(u64),
    /// The processor time of an operation: the median of five batches.
    Timed,
}

/// `<side> <workload> <iterations | timed> [--file] [--verify] [--rows=N] [--save=PATH | --from=PATH]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// The way of using the library.
    pub side: String,
    /// What is run.
    pub workload: Workload,
    /// How often.
    pub mode: Mode,
    /// Whether the database is a file.
    pub file: bool,
    /// Whether the checksum is computed again at the end.
    pub verify: bool,
    /// How many rows there are, in the place of the workload's own number.
    pub rows: Option<u64>,
    /// Whether the filled database is stored, or taken from where it was.
    pub stored: Option<Stored>,
}

/// A database that is filled once and copied for every run, which takes a tenth of the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// It is stored in a new file after it was filled.
    Save(PathBuf),
    /// It is copied from there.
    From(PathBuf),
}

/// A command line that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misused(String);

impl fmt::Display for Misused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Workload::ALL.iter().map(|workload| workload.name()).collect();
        writeln!(f, "{}", self.0)?;
        writeln!(
            f,
            "usage: <side> <workload> <iterations | timed> [--file] [--verify] [--rows=N] [--save=PATH | --from=PATH]"
        )?;
        write!(f, "workloads: {}", names.join(" "))
    }
}

impl Arguments {
    /// Reads what stands behind the program's name.
    pub fn parse(words: impl IntoIterator<Item = String>) -> Result<Self, Misused> {
        let (mut file, mut verify, mut rows, mut stored, mut plain) = (false, false, None, None, Vec::new());
        for word in words {
            match word.split_once('=').unwrap_or((&word, "")) {
                ("--file", "") => file = true,
                ("--verify", "") => verify = true,
                ("--rows", number) => {
                    rows = Some(number.parse().map_err(|_| Misused(format!("`{number}` is no number of rows")))?);
                }
                ("--save", path) => stored = Some(Stored::Save(PathBuf::from(path))),
                ("--from", path) => stored = Some(Stored::From(PathBuf::from(path))),
                _ => plain.push(word),
            }
        }
        let [side, workload, mode] = <[String; 3]>::try_from(plain)
            .map_err(|plain| Misused(format!("expected 3 words, found {}", plain.len())))?;
        let workload =
            Workload::named(&workload).ok_or_else(|| Misused(format!("no workload is called {workload}")))?;
        let mode = match mode.as_str() {
            "timed" => Mode::Timed,
            number => match number.parse() {
                Ok(number) => Mode::Iterations(number),
                Err(_) => return Err(Misused(format!("`{number}` is no number of iterations"))),
            },
        };
        Ok(Self { side, workload, mode, file, verify, rows, stored })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, Misused> {
        Arguments::parse(line.split(' ').map(str::to_owned))
    }

    #[test]
    fn a_command_line_is_read() {
        let arguments = parse("ours --file nested_3 200").unwrap();
        assert_eq!(arguments.mode, Mode::Iterations(200));
        assert_eq!((arguments.workload, arguments.file, arguments.verify), (Workload::Nested3, true, false));
        assert_eq!(parse("ours wide timed").unwrap().mode, Mode::Timed);
        let sized = parse("ours wide 1 --rows=50 --from=/tmp/a=b").unwrap();
        assert_eq!((sized.rows, sized.stored), (Some(50), Some(Stored::From(PathBuf::from("/tmp/a=b")))));
    }

    #[test]
    fn what_means_nothing_is_refused() {
        for line in ["ours wide", "ours width 3", "ours wide three", "ours wide 3 4", "ours wide 3 --rows=few"] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
