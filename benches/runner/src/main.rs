//! Measures the sides against each other.
//!
//! Each word of the command line is a measurement of its own file; all run the programs of the sides as processes.

mod callgrind;
mod gate;
mod limits;
mod program;

use std::error::Error;
use std::process::ExitCode;

const USAGE: &str = "usage: runner <word>
  gate [--tighten]    instructions of every workload against benches/limits.txt; fails beyond today's limits
";

/// Whatever goes wrong ends the measurement, so that one type is enough.
type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let passed = match words.as_slice() {
        ["gate"] => gate::run(false),
        ["gate", "--tighten"] => gate::run(true),
        _ => {
            eprint!("{USAGE}");
            return ExitCode::from(2);
        }
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
