//! The migrations of a program.

use std::fmt;
use std::path::Path;

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Migration, in_order};

use super::folder;
use crate::transaction::Transaction;

/// A step of a migration in Rust.
pub(super) type Step = fn(&Transaction<'_>) -> Result<(), Error>;

/// The migrations of a program, in the order of their versions: [`migrations!`](crate::migrations) embeds a folder of them.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Migration, Migrations};
///
/// let migrations = Migrations::new([Migration::new("2_second", "")?, Migration::new("1_first", "")?])?;
/// assert_eq!(migrations.iter().next().unwrap().name(), "1_first");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Migrations {
    pub(super) list: Vec<Migration>,
    steps: Vec<(String, Step)>,
}

impl Migrations {
    /// Takes migrations in any order.
    ///
    /// # Errors
    ///
    /// When two have the same version.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// let twice = [Migration::new("1_one", "")?, Migration::new("1_two", "")?];
    /// assert_eq!(Migrations::new(twice).unwrap_err().migration_code(), Some("duplicate_version"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn new(migrations: impl IntoIterator<Item = Migration>) -> Result<Self, Error> {
        Ok(Self { list: in_order(migrations)?, steps: Vec::new() })
    }

    /// Reads a folder of migrations. One that is not there has none.
    ///
    /// # Errors
    ///
    /// When a folder in it has no `migration.sql` or no name of a migration, a file is no text, or is a link.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migrations;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let folder = directory.path();
    /// std::fs::create_dir(folder.join("20260101120000_notes")).unwrap();
    /// std::fs::write(folder.join("20260101120000_notes/migration.sql"), "CREATE TABLE notes (text TEXT);").unwrap();
    /// assert_eq!(Migrations::read(folder)?.iter().count(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn read(folder: impl AsRef<Path>) -> Result<Self, Error> {
        Self::new(folder::read(folder.as_ref())?)
    }

    /// A step in Rust, which runs after the statements of a migration and in its transaction. Its `migration.sql` says so by the
    /// comment `-- rust step`, so that no program applies it without.
    ///
    /// # Errors
    ///
    /// When there is no such migration, or it has no such comment.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = database()?;
    /// let migrations = Migrations::new([Migration::new("1_names", "-- rust step\n")?])?.step("1_names", |tx| {
    ///     for user in tx.select::<User>().all()? {
    ///         tx.update::<User>().set(User::NAME.to(user.name.to_uppercase())).filter(User::ID.eq(user.id)).run()?;
    ///     }
    ///     Ok(())
    /// })?;
    /// db.migrate(&migrations)?;
    /// assert_eq!(db.find::<User>(1).one()?.name, "ADA");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn step(mut self, name: &str, step: fn(&Transaction<'_>) -> Result<(), Error>) -> Result<Self, Error> {
        let Some(migration) = self.list.iter().find(|migration| migration.name() == name) else {
            let message = format!("there is no migration `{name}` for a step");
            return Err(Error::migration(Verdict::History, "unknown_step", message));
        };
        if !migration.has_step() {
            let message = format!("`{name}` has a step in Rust, and its `migration.sql` no comment `-- rust step`");
            return Err(Error::migration(Verdict::History, "unknown_step", message));
        }
        self.steps.push((name.to_owned(), step));
        Ok(self)
    }

    /// The migrations in order.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Migrations;
    ///
    /// assert_eq!(Migrations::default().iter().count(), 0);
    /// ```
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Migration> {
        self.list.iter()
    }

    /// A migration by its name (`0002_add_notes`), its number (`0002`, `2`), or the words after it (`add_notes`).
    ///
    /// # Errors
    ///
    /// When there is none, or when several have these words.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// let migrations = Migrations::new([Migration::new("0001_first", "")?, Migration::new("0002_add_notes", "")?])?;
    /// for named in ["0002_add_notes", "0002", "2", "add_notes"] {
    ///     assert_eq!(migrations.find(named)?.name(), "0002_add_notes");
    /// }
    /// assert_eq!(migrations.find("notes").unwrap_err().migration_code(), Some("no_such_migration"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn find(&self, named: &str) -> Result<&Migration, Error> {
        Ok(&self.list[self.position(named)?])
    }

    pub(super) fn position(&self, named: &str) -> Result<usize, Error> {
        let number = |text: &str| text.parse::<u64>().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit()));
        let is_it = |migration: &Migration| {
            let is_number = number(named).is_some_and(|named| number(migration.version()) == Some(named));
            migration.name() == named || migration.version() == named || is_number
        };
        if let Some(position) = self.list.iter().position(is_it) {
            return Ok(position);
        }
        let words = |migration: &Migration| migration.name().split_once('_').is_some_and(|(_, words)| words == named);
        let mut found = (0..self.list.len()).filter(|at| words(&self.list[*at]));
        match (found.next(), found.next()) {
            (Some(position), None) => Ok(position),
            (None, _) => {
                let message = format!("there is no migration `{named}`");
                Err(Error::migration(Verdict::History, "no_such_migration", message))
            }
            (Some(_), Some(_)) => {
                let several: Vec<&str> =
                    self.list.iter().filter(|migration| words(migration)).map(Migration::name).collect();
                let message = format!("`{named}` may be one of `{}`", several.join("`, `"));
                Err(Error::migration(Verdict::Decision, "several_migrations", message))
            }
        }
    }

    /// The step of a migration, if it has one.
    pub(super) fn step_of(&self, migration: &Migration) -> Result<Option<Step>, Error> {
        if !migration.has_step() {
            return Ok(None);
        }
        let step = self.steps.iter().find(|(name, _)| name == migration.name()).map(|(_, step)| *step);
        step.map(Some).ok_or_else(|| {
            let message = format!(
                "`{}` has a step in Rust, which only the program has that calls `Migrations::step` for it: run that one",
                migration.name()
            );
            Error::migration(Verdict::Decision, "missing_step", message)
        })
    }
}

/// What `migrations!` expands to: the macro has looked at the folder, and orders it.
#[doc(hidden)]
#[must_use]
pub fn embedded<const N: usize>(list: [Migration; N]) -> Migrations {
    Migrations { list: list.into(), steps: Vec::new() }
}

impl fmt::Debug for Migrations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.list.iter().map(Migration::name)).finish()
    }
}
