//! What an engine reports of a statement that failed.

use std::fmt;

use super::{ConstraintKind, Error};

/// What an engine reports.
///
/// The message is the engine's, without any value of the user's: an engine scrubs it before it builds one.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What happened, for the predicates.
    pub condition: Condition,
    /// SQLite's extended result code, if there is one.
    pub extended_code: Option<i32>,
    /// What to show.
    pub message: String,
    /// The table, where SQLite tells it.
    pub table: Option<String>,
    /// The columns, where SQLite tells them.
    pub columns: Vec<String>,
    /// The constraint's name, where SQLite tells it.
    pub constraint: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Condition {
    /// A constraint was broken.
    Constraint(ConstraintKind),
    /// Another connection holds a lock.
    Busy,
    /// A read transaction saw an old snapshot and wants to write.
    BusySnapshot,
    /// The database or the transaction is read-only.
    ReadOnly,
    /// The file cannot be opened.
    CannotOpen,
    /// The file is no database.
    NotADatabase,
    /// The file is damaged.
    Corrupt,
    /// The disk is full.
    Full,
    /// Reading or writing the file failed.
    Io,
    /// The statement was interrupted.
    Interrupted,
    /// A limit of SQLite.
    TooBig,
    /// SQLite had already rolled the transaction back.
    TransactionAborted,
    /// Another.
    Other,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error {
    fn condition(&self) -> Option<Condition> {
        self.failure().map(|failure| failure.condition)
    }

    /// Whether another connection held a lock for longer than the busy timeout.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_busy());
    /// ```
    pub fn is_busy(&self) -> bool {
        matches!(self.condition(), Some(Condition::Busy | Condition::BusySnapshot))
    }

    /// Whether the same work may succeed when the whole transaction is run again.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_retryable());
    /// ```
    pub fn is_retryable(&self) -> bool {
        self.is_busy()
    }

    /// Whether the database, or the transaction, may not be written to.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_read_only());
    /// ```
    pub fn is_read_only(&self) -> bool {
        self.condition() == Some(Condition::ReadOnly)
    }

    /// Whether the file could not be opened: it is missing, or a directory, or not to be read.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_cannot_open());
    /// ```
    pub fn is_cannot_open(&self) -> bool {
        self.condition() == Some(Condition::CannotOpen)
    }

    /// Whether the file is no SQLite database, or a damaged one.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_corrupt());
    /// ```
    pub fn is_corrupt(&self) -> bool {
        matches!(self.condition(), Some(Condition::Corrupt | Condition::NotADatabase))
    }

    /// Whether SQLite had already rolled the transaction back, so that nothing of it remains.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_transaction_aborted());
    /// ```
    pub fn is_transaction_aborted(&self) -> bool {
        self.condition() == Some(Condition::TransactionAborted)
    }

    /// The table that the failure is about, where SQLite tells it.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_core::error::Error::custom("x").table(), None);
    /// ```
    pub fn table(&self) -> Option<&str> {
        self.failure()?.table.as_deref()
    }

    /// The columns that the failure is about, where SQLite tells them.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(orm_core::error::Error::custom("x").columns().is_empty());
    /// ```
    pub fn columns(&self) -> &[String] {
        self.failure().map_or(&[], |failure| &failure.columns)
    }

    /// The name of the constraint, where SQLite tells it. It does not for a foreign key.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_core::error::Error::custom("x").constraint(), None);
    /// ```
    pub fn constraint(&self) -> Option<&str> {
        self.failure()?.constraint.as_deref()
    }

    /// SQLite's extended result code: <https://sqlite.org/rescode.html>.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_core::error::Error::custom("x").extended_code(), None);
    /// ```
    pub fn extended_code(&self) -> Option<i32> {
        self.failure()?.extended_code
    }
}
