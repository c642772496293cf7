//! `orm verify`: whether the database has what the structs say.

use orm_sqlite::migrate::Change;
use serde_json::json;

use super::Context;
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>) -> Result<Report, Failure> {
    let schema = context.schema("verify")?;
    let changes = context.database_to_read()?.verify(schema)?;
    let lines: Vec<String> = changes.iter().map(Change::to_string).collect();
    let report = Report::new(json!({ "drift": lines }));
    if lines.is_empty() {
        return Ok(report.line("the database has what the structs say"));
    }
    let report = report.line("the database has not what the structs say; it needs:");
    Ok(lines.iter().fold(report, |report, line| report.line(format!("  {line}"))).exit_code(3))
}
