//! `orm mark`: the ledger says that a migration was applied, or was not.

use serde_json::json;

use super::Context;
use crate::cli::arguments::Mark;
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>, arguments: &Mark) -> Result<Report, Failure> {
    let (db, migrations) = (context.database()?, context.migrations()?);
    let migrator = db.migrator(&migrations);
    if arguments.not_applied {
        migrator.forget(&arguments.migration)?;
        let report = Report::new(json!({ "marked": [], "forgotten": [arguments.migration] }));
        return Ok(report.line(format!("{} counts as not applied", arguments.migration)));
    }
    let done = if arguments.baseline {
        migrator.baseline(&arguments.migration)?
    } else {
        migrator.mark_applied(&arguments.migration)?
    };
    let report = Report::new(json!({ "marked": done.applied, "forgotten": [] }));
    Ok(done.applied.iter().fold(report, |report, name| report.line(format!("{name} counts as applied"))))
}
