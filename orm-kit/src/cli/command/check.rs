//! `orm check`: whether the folder of migrations is one history, and says what the structs say.

use orm_sqlite::migrate::{Migrations, Snapshot, SnapshotFile, counted, diff};
use serde_json::json;

use super::{Context, generate};
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>) -> Result<Report, Failure> {
    let migrations = context.migrations()?;
    histories(&migrations)?;
    let count = migrations.iter().count();
    let mut missing: Vec<String> = Vec::new();
    if let Some(schema) = &context.kit.schema {
        let newest = generate::newest_snapshot(&migrations)?.map(|file| file.snapshot).unwrap_or_default();
        missing = diff(&newest, &Snapshot::of(schema)?, &[]).iter().map(ToString::to_string).collect();
    }
    let report = Report::new(json!({ "migrations": count, "missing": missing }));
    if missing.is_empty() {
        return Ok(report.line(format!("{}, one history", counted(count, "migration"))));
    }
    let report = report.note("warning: no migration has what the structs say: `generate` writes one");
    Ok(missing.iter().fold(report, |report, change| report.note(format!("  {change}"))).exit_code(2))
}

/// Fails where two migrations follow the same one, or one follows none of those that are there.
pub(super) fn histories(migrations: &Migrations) -> Result<(), Failure> {
    diverged(migrations)?;
    let files = snapshots(migrations)?;
    for (at, file) in files.iter().enumerate() {
        let expected = at.checked_sub(1).map(|before| files[before].id());
        if file.parent != expected {
            let message = format!(
                "`{}` does not follow the migration before it: that one, or its snapshot, was edited or is missing",
                file.migration
            );
            let rebase = format!(
                "orm rebase {}    # if it is gone for good, and no database has been through this one",
                file.migration
            );
            return Err(Failure::history("broken_chain", message)
                .help("get it back from version control")
                .help(rebase));
        }
    }
    Ok(())
}

/// Fails where two migrations follow the same one.
pub(super) fn diverged(migrations: &Migrations) -> Result<(), Failure> {
    let files = snapshots(migrations)?;
    for (at, file) in files.iter().enumerate() {
        if let Some(twin) = files[..at].iter().find(|other| other.parent == file.parent) {
            let message = format!(
                "`{}` and `{}` follow the same migration: two branches diverged",
                twin.migration, file.migration
            );
            let help = |name: &str| format!("orm rebase {name}    # if no database has been through it");
            return Err(Failure::history("diverged", message).help(help(&file.migration)).help(help(&twin.migration)));
        }
    }
    Ok(())
}

fn snapshots(migrations: &Migrations) -> Result<Vec<SnapshotFile>, Failure> {
    let mut files = Vec::new();
    for migration in migrations.iter() {
        files.extend(migration.snapshot()?);
    }
    Ok(files)
}
