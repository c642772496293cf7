//! `orm import drizzle`: the migrations of a Drizzle project, and what its ledger says was applied.
//!
//! Drizzle's files are taken as they are: what stands between its statements is a comment to SQLite. Its own table is left alone.

mod drizzle;

use std::path::Path;

use orm_sqlite::Database;
use orm_sqlite::migrate::{Decisions, Migration, Migrations, SnapshotFile, counted, generate};
use serde_json::json;

use super::Context;
use crate::cli::arguments::Import;
use crate::cli::failure::Failure;
use crate::cli::report::Report;
use crate::folder;
use drizzle::Foreign;

pub(super) fn run(context: &Context<'_>, arguments: &Import) -> Result<Report, Failure> {
    let Import::Drizzle { folder: from } = arguments;
    let foreign = drizzle::read(from)?;
    if context.migrations()?.iter().next().is_some() {
        let folder = context.migrations_folder();
        let message = format!("`{}` has migrations already", folder.display());
        return Err(Failure::decision("has_migrations", message).help("--migrations another folder"));
    }
    let applied = match context.config.database.as_deref().filter(|path| path.exists()) {
        Some(path) => applied(path, &foreign)?,
        None => 0,
    };
    let migrations = replayed(context, &foreign)?;
    let mut report = Report::new(json!({
        "imported": migrations.iter().map(Migration::name).collect::<Vec<_>>(),
        "applied": migrations.iter().take(applied).map(Migration::name).collect::<Vec<_>>(),
    }));
    if let Some(last) = migrations.iter().take(applied).last() {
        let db = context.database()?;
        db.migrator(&migrations).baseline(last.name())?;
        let count = if applied == 1 { "counts" } else { "count" };
        let migrations = counted(applied, "migration");
        report = report.note(format!("{migrations} {count} as applied, as Drizzle's table says"));
    }
    Ok(migrations.iter().fold(report, |report, migration| report.line(format!("imported {}", migration.name()))))
}

/// Our migrations of theirs, written. The schema after each is tried in memory.
fn replayed(context: &Context<'_>, foreign: &[Foreign]) -> Result<Migrations, Failure> {
    let db = Database::options().foreign_keys(false).open()?;
    let mut list = Vec::new();
    let mut parent: Option<SnapshotFile> = None;
    let root = context.migrations_folder();
    for own in foreign {
        db.execute_script(&own.sql).map_err(|error| Failure::failed("import", format!("`{}`: {error}", own.tag)))?;
        let mut new = generate(&own.name, parent.as_ref(), db.inspect()?, &Decisions::new())?;
        new.migration = Migration::new(own.name.clone(), own.sql.clone())?.with_snapshot(new.snapshot.clone());
        parent = new.migration.snapshot()?;
        list.push(new);
    }
    // All of them are there before one is written: half of a history would be another one.
    let migrations = Migrations::new(list.iter().map(|new| new.migration.clone()))?;
    for new in &list {
        let name = new.migration.name();
        folder::write(&root, new).map_err(|error| Failure::file(&root.join(name), &error))?;
    }
    Ok(migrations)
}

/// How many of the first migrations a database has been through. Drizzle skips one that is older than the newest it has applied:
/// that is said, and not repeated.
fn applied(path: &Path, foreign: &[Foreign]) -> Result<usize, Failure> {
    let db = Database::open_read_only(path)?;
    let rows = drizzle::ledger(&db)?;
    let is_applied = |own: &Foreign| rows.iter().any(|(hash, at)| *hash == own.hash || *at == Some(own.when));
    let count = foreign.iter().take_while(|own| is_applied(own)).count();
    if let Some(late) = foreign[count..].iter().find(|own| is_applied(own)) {
        let skipped: Vec<&str> =
            foreign[count..].iter().take_while(|own| own.tag != late.tag).map(|own| own.tag.as_str()).collect();
        let message = format!("Drizzle has applied `{}` and never `{}`", late.tag, skipped.join("`, `"));
        return Err(
            Failure::history("skipped_migration", message).help("apply it by hand, and add its row to Drizzle's table")
        );
    }
    if rows.len() > count {
        let of_files = if count == 1 { "is" } else { "are" };
        let message =
            format!("Drizzle's table has {}, of which {count} {of_files} of these files", counted(rows.len(), "row"));
        return Err(Failure::history("unknown_migration", message));
    }
    Ok(count)
}
