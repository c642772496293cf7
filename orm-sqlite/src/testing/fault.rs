//! Writes that fail because the test wants them to.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use rusqlite::ffi;

use crate::database::Database;

/// How a write fails: [`Database::inject`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::testing::Fault;
///
/// let _full = db.inject(Fault::DiskFull, 1);
/// assert!(db.delete::<Comment>().all_rows().run().is_err_and(|error| error.is_storage_failure()));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// Another connection has the lock: a transaction that writes does not begin, and neither does a write outside of one. The busy
    /// timeout is not waited for.
    Busy,
    /// The disk is full: a write fails, and SQLite rolls the transaction around it back.
    DiskFull,
    /// The disk cannot be written to when a transaction is committed, and nothing of it is kept.
    CommitFails,
}

impl Fault {
    const fn code(self) -> i32 {
        match self {
            Self::Busy => ffi::SQLITE_BUSY_TIMEOUT,
            Self::DiskFull => ffi::SQLITE_FULL,
            Self::CommitFails => ffi::SQLITE_IOERR_FSYNC,
        }
    }
}

/// Lets writes fail until it is dropped: [`Database::inject`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::testing::Fault;
///
/// let busy = db.inject(Fault::Busy, 5);
/// assert!(db.begin().is_err_and(|error| error.is_busy()));
/// assert_eq!(busy.left(), 4);
/// drop(busy);
/// assert!(db.begin().is_ok());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
#[must_use = "dropped, it lets no write fail"]
pub struct Injected {
    db: Database,
    fault: Planned,
}

impl Injected {
    /// How many writes are still to fail.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.inject(orm_sqlite::testing::Fault::Busy, 2).left(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn left(&self) -> u32 {
        self.fault.left.load(Ordering::Relaxed)
    }
}

impl Drop for Injected {
    fn drop(&mut self) {
        self.db.observation().withdraw(&self.fault);
    }
}

/// What is about to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Moment {
    Begin,
    Write { in_transaction: bool },
    Commit,
}

/// A fault that is to come.
#[derive(Debug, Clone)]
pub(crate) struct Planned {
    fault: Fault,
    left: Arc<AtomicU32>,
}

impl Planned {
    /// Takes one of them, if it is for this moment.
    pub(crate) fn take(&self, moment: Moment) -> Option<rusqlite::Error> {
        let strikes = match self.fault {
            Fault::Busy => matches!(moment, Moment::Begin | Moment::Write { in_transaction: false }),
            Fault::DiskFull => matches!(moment, Moment::Write { .. }),
            Fault::CommitFails => matches!(moment, Moment::Commit | Moment::Write { in_transaction: false }),
        };
        let taken = |left: u32| left.checked_sub(1);
        let is_left = strikes && self.left.try_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok();
        is_left.then(|| rusqlite::Error::SqliteFailure(ffi::Error::new(self.fault.code()), None))
    }

    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.left, &other.left)
    }
}

impl Database {
    /// Makes the next `times` writes fail, on whatever thread, for a test of what the program does then. Reads go on.
    ///
    /// The error is SQLite's own for that, and so is the state behind it: a write that fails is not done, and a transaction that SQLite
    /// rolls back is rolled back. For a query that takes too long there is `with_timeout(Duration::ZERO)`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::testing::Fault;
    ///
    /// let _busy = db.inject(Fault::Busy, 2);
    /// let deleted = db.retry(3, || db.transaction(|tx| tx.delete::<Comment>().all_rows().run()))?;
    /// assert_eq!(deleted, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn inject(&self, fault: Fault, times: u32) -> Injected {
        let fault = Planned { fault, left: Arc::new(AtomicU32::new(times)) };
        self.observation().plan(fault.clone());
        Injected { db: self.clone(), fault }
    }
}
