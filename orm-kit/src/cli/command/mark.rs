//! `orm mark`: the ledger says that a migration was applied, or was not.

use orm_sqlite::migrate::{Migration, counted};
use serde_json::json;

use super::Context;
use crate::cli::arguments::Mark;
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>, arguments: &Mark) -> Result<Report, Failure> {
    let (db, migrations) = (context.database_that_is_there()?, context.migrations()?);
    let migrator = db.migrator(&migrations);
    if arguments.not_applied {
        migrator.forget(&arguments.migration)?;
        // Of one that is not in the folder, the ledger has the name.
        let name = migrations.find(&arguments.migration).map_or(arguments.migration.as_str(), Migration::name);
        let report = Report::new(json!({ "marked": [], "forgotten": [name] }));
        let report = report.line(format!("{name} counts as not applied"));
        let applied = db.applied_migrations()?;
        let is_applied = |newer: &&Migration| applied.iter().any(|row| row.name == newer.name());
        // Those after it by their numbers, and not by the letters of their names.
        let after = migrations.iter().skip_while(|migration| migration.name() != name).skip(1);
        let newer = after.filter(is_applied).count();
        if newer == 0 {
            return Ok(report);
        }
        let newer = counted(newer as u64, "newer migration");
        return Ok(
            report.note(format!("note: the database has been through {newer}; `orm mark {name}` takes this back"))
        );
    }
    let done = if arguments.baseline {
        migrator.baseline(&arguments.migration)?
    } else {
        migrator.mark_applied(&arguments.migration)?
    };
    let report = Report::new(json!({ "marked": done.applied, "forgotten": [] }));
    Ok(done.applied.iter().fold(report, |report, name| report.line(format!("{name} counts as applied"))))
}
