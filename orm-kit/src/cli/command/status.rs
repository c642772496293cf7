//! `orm status`.

use orm_sqlite::migrate::State;
use serde_json::json;

use super::Context;
use crate::cli::arguments::Status;
use crate::cli::failure::Failure;
use crate::cli::report::{Report, table};

pub(super) fn run(context: &Context<'_>, arguments: &Status) -> Result<Report, Failure> {
    let (db, migrations) = (context.database_to_read()?, context.migrations()?);
    let status = db.migrator(&migrations).status()?;
    let drift: Vec<String> = status.drift.iter().map(ToString::to_string).collect();
    let rows: Vec<Vec<String>> =
        status.migrations.iter().map(|(name, state)| vec![state.to_string(), name.clone()]).collect();
    let entries: Vec<_> =
        status.migrations.iter().map(|(name, state)| json!({ "name": name, "state": state.to_string() })).collect();
    let mut report = Report::new(json!({ "migrations": entries, "drift": drift, "problem": status.problem }))
        .raw(&table(&rows, context.terminal));
    if rows.is_empty() {
        report = report.line("there are no migrations");
    }
    if let Some(problem) = &status.problem {
        report = report.note(format!("warning: {problem}"));
    }
    if !drift.is_empty() {
        report = report.note("warning: the database is not what the last migration left; to be what it was, it needs:");
        report = drift.iter().fold(report, |report, change| report.note(format!("  {change}")));
    }
    let is_pending = status.migrations.iter().any(|(_, state)| *state == State::Pending);
    let exit_code = match arguments.check {
        false => 0,
        true if status.problem.is_some() || !drift.is_empty() => 3,
        true => {
            if is_pending {
                2
            } else {
                0
            }
        }
    };
    Ok(report.exit_code(exit_code))
}
