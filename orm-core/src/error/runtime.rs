//! What a program may ask of a failure that is about connections and files, not about a statement.

use super::{Condition, Error};

/// `SQLITE_BUSY`, and the bits of an extended code that are the primary one: <https://sqlite.org/rescode.html>.
const BUSY: i32 = 5;
const PRIMARY: i32 = 0xff;

/// `SQLITE_BUSY_TIMEOUT`: the wait for the lock is over.
const BUSY_TIMEOUT: i32 = 773;

/// `SQLITE_CORRUPT_VTAB`: <https://sqlite.org/rescode.html#corrupt_vtab>.
const CORRUPT_VIRTUAL_TABLE: i32 = 267;

impl Error {
    /// Whether no connection was free in time, because other threads of the program had them all.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use std::time::Duration;
    ///
    /// let db = Database::options().acquire_timeout(Duration::ZERO).open()?;
    /// let tx = db.begin()?;
    /// let waited = std::thread::scope(|scope| scope.spawn(|| db.begin().map(drop)).join().unwrap());
    /// assert!(waited.is_err_and(|error| error.is_pool_timeout()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_pool_timeout(&self) -> bool {
        self.condition() == Some(Condition::PoolTimeout)
    }

    /// Whether the database was closed before.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.close()?;
    /// assert!(db.select::<User>().all().is_err_and(|error| error.is_closed()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_closed(&self) -> bool {
        self.condition() == Some(Condition::Closed)
    }

    /// Whether the file was deleted or replaced while it was open. Nothing was written to the old one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let db = Database::open(&path)?;
    /// std::fs::remove_file(&path).unwrap();
    /// # if cfg!(unix) {
    /// let write = db.execute_script("CREATE TABLE notes (text TEXT)");
    /// assert!(write.is_err_and(|error| error.is_file_replaced()));
    /// # }
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_file_replaced(&self) -> bool {
        self.condition() == Some(Condition::FileReplaced)
    }

    /// Whether the database was opened before the process was forked: SQLite's connections cannot be carried over
    /// (<https://sqlite.org/howtocorrupt.html>, section 2.6).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(!sql!("select nothing").one::<i64, _>(&db).unwrap_err().is_forked());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_forked(&self) -> bool {
        self.condition() == Some(Condition::Forked)
    }

    /// Whether a commit failed in a way that leaves open whether it is kept, because the disk fails. Who opens the database again finds
    /// all of it or nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(!sql!("select nothing").one::<i64, _>(&db).unwrap_err().is_commit_unknown());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_commit_unknown(&self) -> bool {
        self.condition() == Some(Condition::CommitUnknown)
    }

    /// Whether a lock was held by another connection when it was asked for: trying again may get it.
    #[doc(hidden)]
    pub fn is_locked(&self) -> bool {
        let is_busy = |code: i32| code & PRIMARY == BUSY && code != BUSY_TIMEOUT;
        self.condition() == Some(Condition::Busy) && self.extended_code().is_some_and(is_busy)
    }

    /// Whether the database file is damaged: not only an index beside a table, which can be built anew.
    #[doc(hidden)]
    pub fn is_damaged_file(&self) -> bool {
        self.is_corrupt() && self.extended_code() != Some(CORRUPT_VIRTUAL_TABLE)
    }

    /// Whether the disk, or what is between, has failed: its connection may not be as it was.
    #[doc(hidden)]
    pub fn is_storage_failure(&self) -> bool {
        matches!(self.condition(), Some(Condition::Io | Condition::Full))
    }
}
