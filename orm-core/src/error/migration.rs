//! A migration that was not applied.

use std::fmt;

use super::{Error, Kind};

/// Why a migration was not applied: what to do about it differs. The numbers are the exit codes of the command line.
///
/// # Example
///
/// ```
/// use orm_sqlite::error::Verdict;
///
/// assert_eq!(Verdict::History.exit_code(), 3);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It failed and was rolled back: the database is as before.
    Failed,
    /// It needs a decision: a loss, a default, a rename.
    Decision,
    /// The history of the database and the migrations, or the schema and what it should be, do not agree.
    History,
    /// Another process has the database locked.
    Locked,
}

impl Verdict {
    /// The exit code of the command line: 1 to 4.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Verdict;
    ///
    /// assert_eq!(Verdict::Failed.exit_code(), 1);
    /// ```
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Decision => 2,
            Self::History => 3,
            Self::Locked => 4,
        }
    }
}

#[derive(Debug)]
pub(super) struct MigrationError {
    verdict: Verdict,
    /// One word for programs: `checksum_mismatch`.
    code: &'static str,
    message: String,
}

impl fmt::Display for MigrationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error {
    /// A migration that was not applied.
    #[doc(hidden)]
    pub fn migration(verdict: Verdict, code: &'static str, message: impl Into<String>) -> Self {
        Self::new(Kind::Migration(MigrationError { verdict, code, message: message.into() }))
    }

    /// With an error that came before it, as its [`source`](std::error::Error::source).
    #[doc(hidden)]
    #[must_use]
    pub fn caused_by(mut self, cause: Self) -> Self {
        if self.0.sql.is_none() {
            self.0.sql = cause.sql().map(Into::into);
        }
        self.0.source = Some(Box::new(cause));
        self
    }

    /// Why a migration was not applied, if that is what failed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::error::Verdict;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "COMMIT;")?])?;
    /// let error = db.migrate(&migrations).unwrap_err();
    /// assert_eq!(error.verdict(), Some(Verdict::Failed));
    /// assert_eq!(error.migration_code(), Some("transaction_control"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn verdict(&self) -> Option<Verdict> {
        match &self.0.kind {
            Kind::Migration(error) => Some(error.verdict),
            _ => None,
        }
    }

    /// What happened to a migration, as one word for programs: `checksum_mismatch`, `out_of_order`, `rows_changed`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let before = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// db.migrate(&before)?;
    /// let edited = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b, c);")?])?;
    /// assert_eq!(db.migrate(&edited).unwrap_err().migration_code(), Some("checksum_mismatch"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn migration_code(&self) -> Option<&'static str> {
        match &self.0.kind {
            Kind::Migration(error) => Some(error.code),
            _ => None,
        }
    }
}
