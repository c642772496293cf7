//! `orm completions`.

use clap::CommandFactory as _;
use serde_json::json;

use crate::cli::arguments::{Arguments, Completions};
use crate::cli::report::Report;

pub(super) fn run(arguments: &Completions) -> Report {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "orm", &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    Report::new(json!({ "script": script })).raw(&script)
}
