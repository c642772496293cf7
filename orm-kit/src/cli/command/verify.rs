//! `orm verify`: whether the database has what the structs say.

use std::fs;
use std::path::Path;

use orm_sqlite::migrate::Drift;
use serde_json::json;

use super::Context;
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>) -> Result<Report, Failure> {
    let schema = context.schema("verify")?;
    let drifts = context.database_that_is_there()?.verify(schema)?;
    let entries: Vec<_> = drifts
        .iter()
        .map(|drift| {
            let (file, line) = drift.place.unzip();
            json!({
                "change": drift.change.to_string(),
                "table": drift.table,
                "column": drift.column,
                "file": file,
                "line": line,
            })
        })
        .collect();
    let report = Report::new(json!({ "drift": entries }));
    if drifts.is_empty() {
        return Ok(report.line("the database has what the structs say"));
    }
    let report = drifts.iter().fold(report, |report, drift| report.line(shown(&context.folder, drift)));
    Ok(report.exit_code(3))
}

/// In the manner of the compiler: what is wrong, the place, and the line of the source if it is at hand.
fn shown(folder: &Path, drift: &Drift) -> String {
    let text = drift.to_string();
    let Some((file, line)) = drift.place else { return text };
    // The compiler ran in the workspace's folder, which may be above this one.
    let found = folder.ancestors().find_map(|above| fs::read_to_string(above.join(file)).ok());
    let at = usize::try_from(line).unwrap_or_default().saturating_sub(1);
    let Some(source) = found.as_deref().and_then(|text| text.lines().nth(at)) else { return text };
    let margin = " ".repeat(line.to_string().len());
    let start = source.len() - source.trim_start().len();
    let marks = "^".repeat(source.trim().chars().count());
    let indent = " ".repeat(start);
    format!("{drift}\n{margin} |\n{line} | {source}\n{margin} | {indent}{marks}\n")
}
