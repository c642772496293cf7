//! `orm rebase`: a migration of one branch follows the newest one of another.
//!
//! The statements of a file are what they are; what changes is the snapshot: the schema after it is that of the newest one
//! with the same changes.

use std::fs;

use orm_sqlite::Database;
use orm_sqlite::migrate::{Decisions, Generated, Migration, SnapshotFile};
use serde_json::json;

use super::{Context, generate};
use crate::cli::arguments::Rebase;
use crate::cli::failure::Failure;
use crate::cli::report::Report;

pub(super) fn run(context: &Context<'_>, arguments: &Rebase) -> Result<Report, Failure> {
    let _lock = context.lock_migrations()?;
    let migrations = context.migrations()?;
    let own = migrations.find(&arguments.migration)?;
    if migrations.iter().next_back().is_some_and(|newest| newest.name() == own.name())
        && super::check::histories(&migrations).is_ok()
    {
        return Err(Failure::decision("newest", format!("`{}` follows all others already", own.name())));
    }
    let database = context.config.database.as_deref().filter(|path| path.exists());
    let applied = match database {
        Some(_) => context.database_read_only()?.applied_migrations()?,
        None => Vec::new(),
    };
    if applied.iter().any(|row| row.name == own.name()) {
        let message = format!("the database has been through `{}`: rebase the other one", own.name());
        return Err(Failure::history("applied", message));
    }
    let label = own.name().split_once('_').map_or("migration", |(_, label)| label);
    let name = generate::next_name(&migrations, label);
    let others: Vec<&Migration> = migrations.iter().filter(|migration| migration.name() != own.name()).collect();
    let mut parent: Option<SnapshotFile> = None;
    for migration in others.iter().rev() {
        if let Some(file) = migration.snapshot()? {
            parent = Some(file);
            break;
        }
    }
    // What it leads to now is tried: on the schema of the newest one, in memory.
    let db = Database::options().foreign_keys(false).open()?;
    for statement in parent.iter().flat_map(|file| file.snapshot.statements()) {
        db.execute_script(statement)?;
    }
    if parent.is_none() {
        // Files without a snapshot say it themselves.
        for migration in &others {
            db.replay(migration.up())?;
        }
    }
    db.replay(own.up()).map_err(|error| {
        let message = format!("`{}` does not run after the others: {error}", own.name());
        Failure::decision("conflict", message).help("delete its folder, and `generate` it again")
    })?;
    let file = SnapshotFile::new(name.clone(), parent.as_ref().map(SnapshotFile::id), db.inspect()?);
    let folder = context.migrations_folder();
    let down = fs::read_to_string(folder.join(own.name()).join("down.sql")).unwrap_or_default();
    let mut new: Generated =
        orm_sqlite::migrate::generate(&name, parent.as_ref(), file.snapshot.clone(), &Decisions::default())?;
    new.migration = Migration::new(name.clone(), own.up().to_owned())?;
    (new.down, new.snapshot) = (down, file.to_json());
    let path = context.write(&new)?;
    let old = folder.join(own.name());
    fs::remove_dir_all(&old).map_err(|error| Failure::file(&old, &error))?;
    let report = Report::new(json!({ "created": path.display().to_string(), "removed": old.display().to_string() }));
    Ok(report.line(format!("{} is now {name}", own.name())))
}
