//! `orm migrate`, `orm down` and `orm redo`.

use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use orm_sqlite::migrate::{Migrations, Migrator, OnUnknown, Report as Done, counted};
use orm_sqlite::{Database, Error};
use serde_json::json;

use super::Context;
use crate::cli::arguments::{self, Back, Down, Migrate, Redo, Running};
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn migrate(context: &Context<'_>, arguments: &Migrate) -> Result<Report, Failure> {
    let migrations = context.migrations_that_are_there()?;
    let is_new = !context.database_path()?.exists();
    // A dry run makes no file, and an empty database is as good as one that is not there.
    let db = if arguments.dry_run && is_new {
        context.database_to_read()?
    } else {
        context.database_within(arguments.running.lock_timeout)?
    };
    super::check::diverged(&migrations)?;
    let on_unknown = match arguments.on_unknown {
        arguments::OnUnknown::Refuse => OnUnknown::Refuse,
        arguments::OnUnknown::Warn => OnUnknown::Warn,
    };
    let backup = backup_path(context, arguments.running.no_backup)?;
    let migrator = migrator(context, &db, &migrations, &arguments.running, backup.as_deref())
        .on_unknown(on_unknown)
        .allow_out_of_order(arguments.allow_out_of_order)
        .rehearse(arguments.dry_run);
    let done = match &arguments.to {
        Some(last) => migrator.up_to(last)?,
        None => migrator.up()?,
    };
    let report = report(&done, arguments.dry_run, backup.as_deref());
    if arguments.dry_run && is_new {
        let path = context.database_path()?.display();
        return Ok(report.note(format!("note: there is no file `{path}`, which `migrate` would make")));
    }
    Ok(report)
}

pub(super) fn down(context: &Context<'_>, arguments: &Down) -> Result<Report, Failure> {
    back(context, &arguments.back, |migrator| match &arguments.to {
        Some(last) => migrator.down_to(last),
        None => migrator.down(arguments.count),
    })
}

pub(super) fn redo(context: &Context<'_>, arguments: &Redo) -> Result<Report, Failure> {
    back(context, &arguments.back, |migrator| migrator.redo())
}

/// A run that takes migrations back.
fn back(
    context: &Context<'_>,
    arguments: &Back,
    run: impl FnOnce(&Migrator<'_>) -> Result<Done, Error>,
) -> Result<Report, Failure> {
    context.must_exist()?;
    let (migrations, running) = (context.migrations_that_are_there()?, &arguments.running);
    let db = context.database_within(running.lock_timeout)?;
    let backup = backup_path(context, running.no_backup)?;
    let migrator = migrator(context, &db, &migrations, running, backup.as_deref()).rehearse(arguments.dry_run);
    let migrator = arguments.accept_data_loss.iter().fold(migrator, |migrator, place| migrator.accept_loss(place));
    Ok(report(&run(&migrator)?, arguments.dry_run, backup.as_deref()))
}

fn migrator<'a>(
    context: &Context<'_>,
    db: &'a Database,
    migrations: &'a Migrations,
    running: &Running,
    backup: Option<&Path>,
) -> Migrator<'a> {
    let mut migrator = db
        .migrator(migrations)
        .lock_timeout(running.lock_timeout)
        .verify_rows(!running.no_verify)
        .allow_drift(running.allow_drift);
    if let Some(path) = backup {
        migrator = migrator.backup_to(path);
    }
    if let Some(flag) = (context.terminal.interrupted)() {
        migrator = migrator.interrupt(flag);
    }
    if let Some(bar) = context.terminal.bar() {
        migrator = migrator.on_progress(bar);
    }
    migrator
}

/// Where a copy would go: beside the database, if there is room for one.
pub(super) fn backup_path(context: &Context<'_>, no_backup: bool) -> Result<Option<PathBuf>, Failure> {
    let path = context.database_path()?;
    let Ok(metadata) = path.metadata() else { return Ok(None) };
    if no_backup {
        return Ok(None);
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let free = fs4::available_space(folder).map_err(|error| Failure::file(folder, &error))?;
    if free < metadata.len() {
        let message = format!("a copy of the database needs {}, and {free} are free", counted(metadata.len(), "byte"));
        return Err(Failure::decision("no_space", message).help("--no-backup"));
    }
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let named = |number: u64| {
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".bak-{}", seconds + number));
        path.with_file_name(name)
    };
    // Two runs of one second.
    Ok((0..1000).map(named).find(|path| !path.exists()))
}

fn report(done: &Done, dry_run: bool, backup: Option<&Path>) -> Report {
    let backup = backup.filter(|_| done.backed_up).map(|path| path.display().to_string());
    let mut report = Report::new(json!({
        "applied": done.applied,
        "reverted": done.reverted,
        "unknown": done.unknown,
        "recreated": done.recreated,
        "lost": done.lost,
        "irreversible": done.irreversible,
        "warnings": done.warnings,
        "backup": backup,
        "dry_run": dry_run,
    }));
    let (took_back, applied) = if dry_run { ("would take back", "would apply") } else { ("took back", "applied") };
    for name in &done.reverted {
        report = report.line(format!("{took_back} {name}"));
    }
    for name in &done.applied {
        report = report.line(format!("{applied} {name}"));
    }
    if done.applied.is_empty() && done.reverted.is_empty() {
        report = report.line("nothing to do");
    }
    if let Some(path) = backup {
        report = report.note(format!("note: a copy of the database before it is `{path}`"));
    }
    let unknown =
        done.unknown.iter().map(|name| format!("warning: the database has been through `{name}`, which is not here"));
    let recreated =
        done.recreated.iter().map(|name| format!("note: the {name}, which is in no migration, was made again"));
    let irreversible = done.irreversible.iter().map(|what| format!("note: {what}"));
    let warnings = done.warnings.iter().map(|warning| format!("warning: {warning}"));
    unknown.chain(irreversible).chain(recreated).chain(warnings).fold(report, Report::note)
}
