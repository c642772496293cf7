//! Whether a database has the schema that it should have.

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Applied, Change, Migration, Snapshot, diff};
use orm_core::schema::Schema;
use rusqlite::Connection;

use super::Migrator;
use crate::database::Database;
use crate::inspect;

/// How many changes an error names.
const SHOWN: usize = 5;

impl Database {
    /// What the database has not of a schema, or has otherwise: the changes that would lead to it. Tables, indexes, views and triggers
    /// that the schema does not name are nobody's business.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.verify(&schema!(User, Post))?.is_empty());
    /// db.execute_script("ALTER TABLE users DROP COLUMN bio")?;
    /// assert_eq!(db.verify(&schema!(User))?[0].to_string(), "add column `users.bio`");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn verify(&self, schema: &Schema) -> Result<Vec<Change>, Error> {
        Ok(drift(&self.inspect()?, &Snapshot::of(schema)?))
    }
}

/// What differs in the tables and objects that a schema names.
pub(super) fn drift(live: &Snapshot, expected: &Snapshot) -> Vec<Change> {
    let mut changes = diff(&live.managed(expected), expected, &[]);
    // What is beside is not ours.
    changes.retain(|change| match change {
        Change::DropIndex { index, .. } => {
            expected.tables.iter().flat_map(|table| &table.indexes).any(|own| own.name == *index)
        }
        Change::Drop { name, .. } => expected.object(name).is_some(),
        _ => true,
    });
    changes
}

impl Migrator<'_> {
    /// Whether the schema is what the last migration left.
    pub(super) fn check_drift(&self, connection: &Connection, applied: &[Applied]) -> Result<(), Error> {
        if self.settings.allow_drift {
            return Ok(());
        }
        let Some(expected) = self.expected(applied)? else { return Ok(()) };
        let changes = drift(&inspect::snapshot(connection)?, &expected);
        if changes.is_empty() {
            return Ok(());
        }
        let message =
            "the database is not what the last migration left: somebody has changed it; to be what it was, it needs: ";
        Err(Error::migration(Verdict::History, "drift", format!("{message}{}", listed(&changes))))
    }

    /// The schema after the newest migration that was applied, where its snapshot says so.
    pub(super) fn expected(&self, applied: &[Applied]) -> Result<Option<Snapshot>, Error> {
        let newest = self.migrations.list.iter().rev().find(|own| applied.iter().any(|row| row.name == own.name()));
        Ok(newest.map(Migration::snapshot).transpose()?.flatten().map(|file| file.snapshot))
    }

    /// Whether a migration has led to the schema of its snapshot.
    pub(super) fn check_snapshot(&self, connection: &Connection, migration: &Migration) -> Result<(), Error> {
        let Some(file) = migration.snapshot()? else { return Ok(()) };
        let changes = drift(&inspect::snapshot(connection)?, &file.snapshot);
        if changes.is_empty() || self.settings.allow_drift {
            return Ok(());
        }
        let message = format!(
            "`{}` does not lead to the schema of its snapshot, which would need: {}",
            migration.name(),
            listed(&changes)
        );
        Err(Error::migration(Verdict::Failed, "other_schema", message))
    }

    /// A database with tables and without a history is not a new one.
    pub(super) fn check_empty(&self, connection: &Connection) -> Result<(), Error> {
        let live = inspect::snapshot(connection)?;
        let made: Vec<&Migration> = self.migrations.list.iter().collect();
        let Some(file) = made.last().map(|migration| migration.snapshot()).transpose()?.flatten() else {
            return Ok(());
        };
        let known = live.tables.iter().find(|table| file.snapshot.table(&table.name).is_some());
        let Some(table) = known else { return Ok(()) };
        let message = format!(
            "the database has the table `{}` and no record of migrations: `baseline` says which it has been through",
            table.name
        );
        Err(Error::migration(Verdict::History, "no_history", message))
    }
}

fn listed(changes: &[Change]) -> String {
    let shown: Vec<String> = changes.iter().take(SHOWN).map(ToString::to_string).collect();
    let more = if changes.len() > SHOWN { format!(", and {} more", changes.len() - SHOWN) } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// Fails unless the migrations lead to one schema in their order and in the order in which they would be applied.
pub(super) fn replay(applied: &[Applied], migrations: &[Migration]) -> Result<(), Error> {
    let is_applied = |migration: &&Migration| applied.iter().any(|row| row.name == migration.name());
    let known: Vec<&str> = applied
        .iter()
        .filter_map(|row| migrations.iter().find(|migration| migration.name() == row.name))
        .map(Migration::up)
        .collect();
    let late = migrations.iter().filter(|migration| !is_applied(migration)).map(Migration::up);
    let actual = scratch(known.into_iter().chain(late))?;
    let in_order = scratch(migrations.iter().map(Migration::up))?;
    if actual == in_order {
        return Ok(());
    }
    let message = "the migrations lead to another schema in the order in which they would be applied";
    Err(Error::migration(Verdict::Decision, "order_matters", message))
}

/// The schema after some files, in memory.
fn scratch<'a>(files: impl Iterator<Item = &'a str>) -> Result<Snapshot, Error> {
    let db = Database::options().foreign_keys(false).open()?;
    for file in files {
        db.execute_script(file)?;
    }
    db.inspect()
}
