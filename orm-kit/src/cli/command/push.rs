//! `orm push`.

use orm_sqlite::migrate::{Decisions, Snapshot};
use serde_json::json;

use super::{Context, decide, running};
use crate::cli::arguments::Push;
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>, arguments: &Push) -> Result<Report, Failure> {
    let schema = context.schema("push")?;
    let db = if arguments.dry_run { context.database_to_read()? } else { context.database()? };
    // Flags are read first, so that a wrong one is an error before anything is looked at.
    decide::decisions(Decisions::default(), &arguments.decide)?;
    let live = db.inspect()?;
    decide::check_names(&arguments.decide, &live, &Snapshot::of(schema)?)?;
    if let Some(table) = arguments.drop.iter().find(|table| live.table(table).is_none()) {
        return Err(Failure::decision("bad_flag", format!("`--drop {table}`: the database has no such table")));
    }
    if arguments.dry_run && !arguments.despite_history && !db.applied_migrations()?.is_empty() {
        let message = "the database has been through migrations, which a push would make untrue";
        return Err(Failure::decision("has_history", message).help("orm generate").help("--despite-history"));
    }
    let mut push = db.push(schema).despite_history(arguments.despite_history);
    push = push.decide(|known| decide::decisions(known, &arguments.decide).unwrap_or_default());
    for table in &arguments.drop {
        push = push.drop_table(table);
    }
    if let Some(path) = running::backup_path(context, arguments.no_backup)? {
        push = push.backup_to(path);
    }
    let plan = push.plan()?;
    decide::refuse(&plan)?;
    decide::check_effect(&arguments.decide, &plan)?;
    let plan = if arguments.dry_run { plan } else { push.run()? };
    let changes: Vec<String> = plan.changes.iter().map(ToString::to_string).collect();
    let report = Report::new(json!({
        "changes": changes,
        "losses": plan.losses,
        "statements": plan.statements,
        "dry_run": arguments.dry_run,
    }));
    if arguments.dry_run {
        return Ok(report.raw(&plan.to_sql()));
    }
    if changes.is_empty() {
        return Ok(report.line("the database has what the structs say"));
    }
    Ok(changes.iter().fold(report, |report, change| report.line(change)))
}
