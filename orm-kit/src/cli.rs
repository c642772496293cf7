//! From arguments to an outcome: the arguments are read, a command runs and gives a report, and the report is shown.

mod arguments;
mod command;
mod config;
mod failure;
mod key;
mod report;
mod terminal;

use std::ffi::OsString;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _};

use crate::{Kit, Outcome};
use arguments::Arguments;
use command::Context;
use failure::Failure;
use report::Report;
pub(crate) use terminal::Terminal;

/// Runs the command of the process, and prints what it says.
pub(crate) fn main(kit: &Kit) -> ExitCode {
    let terminal = Terminal::of_process();
    let outcome = run(kit, std::env::args_os().collect(), &terminal);
    // A reader that is gone, such as `head`, is no reason to panic.
    let _ = anstream::stdout().write_all(outcome.output.as_bytes());
    let _ = anstream::stderr().write_all(outcome.errors.as_bytes());
    ExitCode::from(outcome.exit_code)
}

/// Runs a command.
pub(crate) fn run(kit: &Kit, arguments: Vec<OsString>, terminal: &Terminal) -> Outcome {
    let wants_json = arguments.iter().any(|argument| argument == "--json");
    let matches = Arguments::command().try_get_matches_from(arguments);
    let arguments = match matches.and_then(|matches| Arguments::from_arg_matches(&matches)) {
        Ok(arguments) => arguments,
        Err(error) if wants_json && error.use_stderr() => {
            let message = error.render().to_string();
            return failed(
                &Failure::decision("usage", message.trim_end().trim_start_matches("error: ")),
                true,
                terminal,
            );
        }
        Err(error) => return usage(&error, terminal),
    };
    let json = arguments.json;
    let result = Context::new(kit, &arguments, terminal).and_then(|context| command::run(&context, &arguments.command));
    match result {
        Ok(report) => shown(&report, json),
        Err(failure) => failed(&failure, json, terminal),
    }
}

fn shown(report: &Report, json: bool) -> Outcome {
    let output = if json { format!("{:#}\n", report.json) } else { report.text.clone() };
    Outcome { output, errors: report.notes.clone(), exit_code: report.exit_code }
}

fn failed(failure: &Failure, json: bool, terminal: &Terminal) -> Outcome {
    let (output, errors) = if json {
        (format!("{:#}\n", failure.to_json()), String::new())
    } else {
        (String::new(), failure.to_text(terminal))
    };
    Outcome { output, errors, exit_code: failure.exit_code }
}

/// What clap says of arguments, `--help` and `--version` among it.
fn usage(error: &clap::Error, terminal: &Terminal) -> Outcome {
    let text = if terminal.colors { error.render().ansi().to_string() } else { error.render().to_string() };
    let exit_code = u8::try_from(error.exit_code()).unwrap_or(2);
    if error.use_stderr() {
        Outcome { errors: text, exit_code, ..Outcome::default() }
    } else {
        Outcome { output: text, exit_code, ..Outcome::default() }
    }
}
