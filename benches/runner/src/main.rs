//! Measures the sides against each other.
//!
//! Each word of the command line is a measurement of its own file; all run the programs of the sides as processes.

mod callgrind;
mod compare;
mod compile;
mod gate;
mod growth;
mod limits;
mod machine;
mod memory;
mod peers;
mod program;

use std::error::Error;
use std::process::ExitCode;

use workloads::Workload;

const USAGE: &str = "usage: runner <word>
  gate [--tighten]      instructions of every workload against benches/limits.txt; fails beyond today's limits
  compare [--rounds=5] [--file] [--plot]
                        processor time of other libraries and ours beside rusqlite by hand; draws docs/benchmark.svg
  compile [--diesel]    what a program of 30 tables and 300 queries costs to compile
  memory                what ten million rows take that go by, and a million that are held
  growth [rows] [workload ..]
                        instructions of a row in a table of a million (or so many), beside one in a table of a thousand
";

/// Whatever goes wrong ends the measurement, so that one type is enough.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(passed) = run(&words) else {
        eprint!("{USAGE}");
        return ExitCode::from(2);
    };
    match passed {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Whether it passed; `None` if a word means nothing.
fn run(words: &[&str]) -> Option<Result<bool>> {
    Some(match words {
        ["gate"] => gate::run(false),
        ["gate", "--tighten"] => gate::run(true),
        ["compare", options @ ..] => compare::run(comparing(options)?),
        ["compile"] => compile::run(false),
        ["compile", "--diesel"] => compile::run(true),
        ["memory"] => memory::run(),
        ["growth"] => growth::run(1_000_000, &growth::WORKLOADS),
        ["growth", rows] => growth::run(rows.parse().ok()?, &growth::WORKLOADS),
        ["growth", rows, names @ ..] => {
            let chosen: Option<Vec<Workload>> = names.iter().copied().map(growth::named).collect();
            growth::run(rows.parse().ok()?, &chosen?)
        }
        _ => return None,
    })
}

/// `None` if a word means nothing.
fn comparing(words: &[&str]) -> Option<compare::Options> {
    let mut options = compare::Options { rounds: 5, file: false, plot: false };
    for word in words {
        match *word {
            "--file" => options.file = true,
            "--plot" => options.plot = true,
            other => options.rounds = other.strip_prefix("--rounds=")?.parse().ok().filter(|rounds| *rounds > 0)?,
        }
    }
    Some(options)
}
