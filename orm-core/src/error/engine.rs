//! What an engine reports of a statement that failed.

use std::fmt;

use super::{ConstraintKind, Error};

/// What an engine reports.
///
/// The message is the engine's, without any value of the user's: an engine scrubs it before it builds one.
///
/// # Example
///
/// ```
/// use orm_sqlite::error::{Condition, Error, Failure};
///
/// let failure = Failure {
///     condition: Condition::Busy,
///     extended_code: Some(5),
///     message: "the database is locked".to_owned(),
///     table: None,
///     columns: Vec::new(),
///     constraint: None,
/// };
/// assert_eq!(failure.to_string(), "the database is locked");
/// ```
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

/// What happened, as an engine reports it; a program asks the predicates of [`Error`].
///
/// # Example
///
/// ```
/// use orm_sqlite::error::{Condition, ConstraintKind};
///
/// assert_ne!(Condition::Constraint(ConstraintKind::Unique), Condition::Busy);
/// ```
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
    /// SQLite was given no memory.
    OutOfMemory,
    /// The statement was interrupted, by none of the next two.
    Interrupted,
    /// A time limit of the program was reached.
    TimedOut,
    /// The program cancelled the work.
    Cancelled,
    /// A limit of SQLite.
    TooBig,
    /// A number is beyond 64 bits.
    Overflow,
    /// A full-text query is malformed.
    InvalidSearch,
    /// SQLite had already rolled the transaction back.
    TransactionAborted,
    /// A commit failed, and whether it is kept is not known.
    CommitUnknown,
    /// No connection was free in time.
    PoolTimeout,
    /// The database was closed.
    Closed,
    /// The file was deleted or replaced while it was open.
    FileReplaced,
    /// The database was opened before the process was forked.
    Forked,
    /// Another.
    Other,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error {
    pub(super) fn condition(&self) -> Option<Condition> {
        self.failure().map(|failure| failure.condition)
    }

    /// Whether another connection held a lock for longer than the busy timeout.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let one = Database::open(&path)?;
    /// one.create_tables(&schema!(Tag))?;
    /// let other = Database::options().path(&path).busy_timeout(std::time::Duration::ZERO).open()?;
    ///
    /// one.transaction(|_tx| {
    ///     let locked = other.delete::<Tag>().all_rows().run();
    ///     assert!(locked.is_err_and(|error| error.is_busy()));
    ///     Ok(())
    /// })?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_busy(&self) -> bool {
        matches!(self.condition(), Some(Condition::Busy | Condition::BusySnapshot))
    }

    /// Whether the same work may succeed when the whole transaction is run again.
    ///
    /// It is false for work that [timed out](Self::is_timed_out) or was [cancelled](Self::is_cancelled): somebody has decided
    /// that it is not to go on, and a loop that tries again must not overrule that.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// fn patiently<T>(work: impl Fn() -> Result<T, orm_sqlite::Error>) -> Result<T, orm_sqlite::Error> {
    ///     for _ in 0..3 {
    ///         match work() {
    ///             Err(error) if error.is_retryable() => continue,
    ///             done => return done,
    ///         }
    ///     }
    ///     work()
    /// }
    /// assert_eq!(patiently(|| db.transaction(|tx| tx.select::<User>().count()))?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_retryable(&self) -> bool {
        self.is_busy()
    }

    /// Whether the database, or the transaction, may not be written to.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let refused = db.read_transaction(|tx| sql!("delete from comments").run(tx));
    /// assert!(refused.is_err_and(|error| error.is_read_only()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_read_only(&self) -> bool {
        self.condition() == Some(Condition::ReadOnly)
    }

    /// Whether the file could not be opened: it is missing, or a directory, or not to be read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let missing = Database::open("no/such/directory/app.db");
    /// assert!(missing.is_err_and(|error| error.is_cannot_open()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_cannot_open(&self) -> bool {
        self.condition() == Some(Condition::CannotOpen)
    }

    /// Whether the file is no SQLite database, or a damaged one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("letter.txt");
    /// std::fs::write(&path, "Dear reader, this is no database. ".repeat(100)).unwrap();
    /// assert!(Database::open(&path).is_err_and(|error| error.is_corrupt()));
    /// ```
    pub fn is_corrupt(&self) -> bool {
        matches!(self.condition(), Some(Condition::Corrupt | Condition::NotADatabase))
    }

    /// Whether a number was beyond the 64 bits of an INTEGER: a sum of integers, or integer arithmetic whose result an
    /// update would have stored. Arithmetic that is read is an error of [decoding](Self::is_decode) instead.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.update::<User>().set(User::LOGINS.to(i64::MAX)).all_rows().run()?;
    /// let sum = db.select::<User>().columns(User::LOGINS.sum()).one();
    /// assert!(sum.is_err_and(|error| error.is_overflow()));
    ///
    /// let beyond_and_back = User::LOGINS.add(1).sub(1);
    /// let update = db.update::<User>().set(User::LOGINS.to(beyond_and_back)).all_rows().run();
    /// assert!(update.is_err_and(|error| error.is_overflow()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_overflow(&self) -> bool {
        self.condition() == Some(Condition::Overflow)
    }

    /// Whether a full-text query in FTS5's own syntax was malformed. The error does not show its text.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::expr::Match;
    ///
    /// let malformed = db.select::<Article>().search(Match::raw("\"engine")).all();
    /// assert!(malformed.is_err_and(|error| error.is_invalid_search()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_invalid_search(&self) -> bool {
        self.condition() == Some(Condition::InvalidSearch)
    }

    /// Whether SQLite had already rolled the transaction back, so that nothing of it remains.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let result = db.transaction(|tx| {
    ///     let conflict = sql!("insert or rollback into tags (name) values ('math')").run(tx);
    ///     assert!(conflict.is_err());
    ///     tx.delete::<Comment>().all_rows().run()
    /// });
    /// assert!(result.is_err_and(|error| error.is_transaction_aborted()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_transaction_aborted(&self) -> bool {
        self.condition() == Some(Condition::TransactionAborted)
    }

    /// The table that the failure is about, where SQLite tells it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let error = db.insert(NewTag::builder().name("math").build()).run().unwrap_err();
    /// assert_eq!(error.table(), Some("tags"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn table(&self) -> Option<&str> {
        self.failure()?.table.as_deref()
    }

    /// The columns that the failure is about, where SQLite tells them.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let error = db.insert(NewPostTag::builder().post_id(1).tag_id(1).build()).run().unwrap_err();
    /// assert_eq!(error.columns(), ["post_id", "tag_id"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn columns(&self) -> &[String] {
        self.failure().map_or(&[], |failure| &failure.columns)
    }

    /// The name of the constraint, where SQLite tells it. It does not for a foreign key.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.execute_script("create table ranges (low integer constraint positive check (low > 0))")?;
    /// let error = sql!("insert into ranges values (-1)").run(&db).unwrap_err();
    /// assert_eq!(error.constraint(), Some("positive"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn constraint(&self) -> Option<&str> {
        self.failure()?.constraint.as_deref()
    }

    /// SQLite's extended result code: <https://sqlite.org/rescode.html>.
    ///
    /// # Example: `SQLITE_CONSTRAINT_UNIQUE`
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let error = db.insert(NewTag::builder().name("math").build()).run().unwrap_err();
    /// assert_eq!(error.extended_code(), Some(2067));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn extended_code(&self) -> Option<i32> {
        self.failure()?.extended_code
    }
}
