//! Whether a database has the schema that it should have.

use std::fmt;

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Applied, Change, Migration, ObjectKind, Snapshot, diff, trial};
use orm_core::schema::{Schema, TableKind, TableSchema, ViewBody};
use rusqlite::Connection;

use super::apply::{self, Job};
use super::report::Report;
use super::session::Session;
use super::{Migrator, Settings, ledger};
use crate::database::Database;
use crate::inspect;

/// How many changes an error names.
const SHOWN: usize = 5;

/// Something that a database has otherwise than the structs say. Its text is in the manner of the compiler's.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// db.execute_script("ALTER TABLE users DROP COLUMN bio")?;
/// let drift = &db.verify(&schema!(User))?[0];
/// assert_eq!((drift.table.as_deref(), drift.column.as_deref()), (Some("users"), Some("bio")));
/// assert!(drift.to_string().starts_with("the database needs: add column `users.bio`\n --> "));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Drift {
    /// What would make the database what the structs say.
    pub change: Change,
    /// The table.
    pub table: Option<String>,
    /// The column.
    pub column: Option<String>,
    /// The file of the struct, and the line of the field or the struct.
    pub place: Option<(&'static str, u32)>,
}

impl Drift {
    fn new(change: Change, schema: &Schema) -> Self {
        let (table, column) = change.place();
        let own = table.and_then(|name| schema.tables().iter().find(|own| own.name.eq_ignore_ascii_case(name)));
        let place = own.and_then(|own| {
            let source = own.source?;
            let at = own.columns.iter().position(|own| column.is_some_and(|name| own.name.eq_ignore_ascii_case(name)));
            Some((source.file, at.and_then(|at| source.fields.get(at)).copied().unwrap_or(source.line)))
        });
        let (table, column) = (table.map(str::to_owned), column.map(str::to_owned));
        Self { change, table, column, place }
    }
}

impl fmt::Display for Drift {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the database needs: {}", self.change)?;
        match self.place {
            Some((file, line)) => write!(f, "\n --> {file}:{line}"),
            None => Ok(()),
        }
    }
}

impl Database {
    /// What the database has not of a schema, or has otherwise, with the place in the source. Tables, indexes, views and triggers
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
    /// assert_eq!(db.verify(&schema!(User))?[0].change.to_string(), "add column `users.bio`");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn verify(&self, schema: &Schema) -> Result<Vec<Drift>, Error> {
        let live = self.inspect()?;
        let mut changes = drift(&live, &Snapshot::of(schema)?);
        // What the database is said to have, and nothing makes.
        let existing = schema.tables().iter().filter(|view| view.kind == TableKind::View(ViewBody::Existing));
        let is_missing = |view: &&&TableSchema| live.object(view.name).is_none() && live.table(view.name).is_none();
        let create = |view: &&TableSchema| Change::Create { kind: ObjectKind::View, name: view.name.to_owned() };
        changes.extend(existing.filter(is_missing).map(create));
        Ok(changes.into_iter().map(|change| Drift::new(change, schema)).collect())
    }
}

impl Database {
    /// Runs the text of a migration as a migrator runs it, with nothing written down: what runs there runs here, but for what is
    /// about files.
    #[doc(hidden)]
    pub fn replay(&self, text: &str) -> Result<(), Error> {
        let settings = Settings { verify_rows: false, ..Settings::default() };
        let session = Session::open(self, &settings)?;
        session.authorizer.outside(true);
        let job = Job { name: "replay", text: &trial(text), step: None, is_forward: false };
        apply::run(&session.context(&settings), &job, &mut Report::default())?;
        session.close()
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
        Err(Error::migration(
            Verdict::History,
            "drift",
            format!("{message}{}; `--allow-drift`, or `Migrator::allow_drift`, goes on", listed(&changes)),
        ))
    }

    /// The schema after the newest migration that was applied, where its snapshot says so.
    pub(super) fn expected(&self, applied: &[Applied]) -> Result<Option<Snapshot>, Error> {
        Ok(self.newest(applied).map(Migration::snapshot).transpose()?.flatten().map(|file| file.snapshot))
    }

    /// The newest migration that was applied. Nothing if a newer one is in the ledger alone, which has changed the schema further.
    pub(super) fn newest(&self, applied: &[Applied]) -> Option<&Migration> {
        let is_known = |row: &Applied| self.migrations.list.iter().any(|own| own.name() == row.name);
        if applied.last().is_some_and(|row| !is_known(row)) {
            return None;
        }
        self.migrations.list.iter().rev().find(|own| applied.iter().any(|row| row.name == own.name()))
    }

    /// Whether a migration has led to the schema of its snapshot.
    pub(super) fn check_snapshot(&self, connection: &Connection, migration: &Migration) -> Result<(), Error> {
        self.check_schema(connection, migration, || {
            (Verdict::Failed, format!("`{}` does not lead to the schema of its snapshot", migration.name()))
        })
    }

    /// Whether a way back has led to the schema before.
    pub(super) fn check_before(&self, connection: &Connection, back: &Migration) -> Result<(), Error> {
        let Some(before) = self.newest(&ledger::read(connection)?) else { return Ok(()) };
        self.check_schema(connection, before, || {
            let names = (back.name(), before.name());
            (Verdict::Failed, format!("`down.sql` of `{}` does not lead back to the schema of `{}`", names.0, names.1))
        })
    }

    /// Fails if the database has another schema than a migration's snapshot, with what is said of it.
    pub(super) fn check_schema(
        &self,
        connection: &Connection,
        migration: &Migration,
        said: impl FnOnce() -> (Verdict, String),
    ) -> Result<(), Error> {
        let Some(file) = migration.snapshot()?.filter(|_| !self.settings.allow_drift) else { return Ok(()) };
        let changes = drift(&inspect::snapshot(connection)?, &file.snapshot);
        if changes.is_empty() {
            return Ok(());
        }
        let (verdict, said) = said();
        Err(Error::migration(verdict, "other_schema", format!("{said}, which would need: {}", listed(&changes))))
    }

    /// A database with tables and without a history is not a new one.
    pub(super) fn check_empty(&self, connection: &Connection) -> Result<(), Error> {
        let live = inspect::snapshot(connection)?;
        let Some(file) = self.migrations.list.last().map(Migration::snapshot).transpose()?.flatten() else {
            return Ok(());
        };
        let known = live.tables.iter().find(|table| file.snapshot.table(&table.name).is_some());
        let Some(table) = known else { return Ok(()) };
        let message = format!(
            "the database has the table `{}` and no record of migrations: `mark MIGRATION --baseline`, or `Migrator::baseline`, says \
             which it has been through",
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
        db.replay(file)?;
    }
    db.inspect()
}
