//! What a run has done, and what is left.

use std::fmt;

use orm_core::migrate::{Change, counted};

use crate::warning::Warning;

/// What a run of migrations has done.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::migrate::{Migration, Migrations};
///
/// # let db = Database::open_in_memory()?;
/// let report = db.migrate(&Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?)?;
/// assert_eq!((report.applied.len(), report.warnings.len()), (1, 0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The migrations that were applied, in order.
    pub applied: Vec<String>,
    /// The migrations that were taken back, in order.
    pub reverted: Vec<String>,
    /// Migrations that the database has been through and the program does not know.
    pub unknown: Vec<String>,
    /// Indexes and triggers that no migration knows of, which were made again after their table was built anew.
    pub recreated: Vec<String>,
    /// What was lost, as the files say, and how many rows or values there were: `users.bio`, 12.
    pub lost: Vec<(String, i64)>,
    /// What the migrations that were taken back have not brought back, in the words of their `down.sql`.
    pub irreversible: Vec<String>,
    /// What somebody should look at: rows without a parent that were there before, views that were broken before.
    pub warnings: Vec<String>,
    /// Whether the database was copied before.
    pub backed_up: bool,
}

/// What is being done, for a progress bar. Its text is one line.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Progress;
///
/// assert_eq!(Progress::Rows { table: "users".to_owned(), done: 5, total: 10 }.to_string(), "users: 5 of 10 rows");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Progress {
    /// Another process has the database, and this one waits.
    Waiting,
    /// A migration begins.
    Migration(String),
    /// Rows are copied to a table that is built anew.
    Rows {
        /// The table.
        table: String,
        /// How many are copied.
        done: u64,
        /// How many there are.
        total: u64,
    },
    /// The database is copied to a file.
    Backup(String),
    /// Something that may go wrong, before it is begun: [`Warning::LowDiskSpace`].
    Warning(Warning),
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Waiting => f.write_str("waiting for another process"),
            Self::Migration(name) => f.write_str(name),
            Self::Rows { table, done, total } => write!(f, "{table}: {done} of {}", counted(*total, "row")),
            Self::Warning(warning) => write!(f, "warning: {warning}"),
            Self::Backup(path) => write!(f, "backup to {path}"),
        }
    }
}

/// How far a database is.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::migrate::{Migration, Migrations, State};
///
/// # let db = Database::open_in_memory()?;
/// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
/// assert_eq!(db.migrator(&migrations).status()?.migrations[0].1, State::Pending);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Status {
    /// All migrations that are known to the program or the database.
    pub migrations: Vec<(String, State)>,
    /// What the schema of the database has beside, or has not of, what the last migration left.
    pub drift: Vec<Change>,
    /// What `migrate` would say, if it would fail on the history.
    pub problem: Option<String>,
}

/// What became of a migration.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::State;
///
/// assert_eq!(State::Pending.to_string(), "pending");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum State {
    /// It was applied, at this time in milliseconds since 1970.
    Applied(i64),
    /// It is to be applied.
    Pending,
    /// It was applied, and was edited since.
    Edited,
    /// It was applied, and is not among the migrations.
    Unknown,
    /// It was begun outside of a transaction, and did not end.
    Interrupted,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Applied(_) => "applied",
            Self::Pending => "pending",
            Self::Edited => "edited",
            Self::Unknown => "unknown",
            Self::Interrupted => "interrupted",
        })
    }
}
