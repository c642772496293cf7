//! What a database has done since it was opened.

use std::iter::Sum;
use std::sync::atomic::{AtomicU64, Ordering};

use orm_core::error::Error;

use crate::database::Database;

/// What a database has done since it was opened: [`Database::statistics`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let before = db.statistics()?;
/// for id in 1..=3 {
///     db.find::<User>(id).one()?;
/// }
/// let after = db.statistics()?;
/// assert_eq!(after.statements - before.statements, 3);
/// assert_eq!(after.cache_misses - before.cache_misses, 1);
/// assert_eq!(after.cache_hits() - before.cache_hits(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Statistics {
    /// How many statements were run: those that queries are lowered to, and raw ones. An insert of many rows is one that may run often, and
    /// is counted once. What begins and ends transactions is not counted, nor are scripts and migrations.
    pub statements: u64,
    /// How many of them had to be prepared, because they were not in the cache.
    pub cache_misses: u64,
    /// How many rows were inserted, changed or deleted, without those of triggers and cascades; also in transactions that were
    /// rolled back.
    pub rows_changed: u64,
}

impl Statistics {
    /// How many statements were in the cache.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = Database::options().statement_cache_size(0).open()?;
    /// db.create_tables(&schema!(Tag))?;
    /// db.select::<Tag>().count()?;
    /// db.select::<Tag>().count()?;
    /// assert_eq!(db.statistics()?.cache_hits(), 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn cache_hits(&self) -> u64 {
        self.statements.saturating_sub(self.cache_misses)
    }
}

impl Sum for Statistics {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            statements: sum.statements + one.statements,
            cache_misses: sum.cache_misses + one.cache_misses,
            rows_changed: sum.rows_changed + one.rows_changed,
        })
    }
}

impl Database {
    /// What was done through the database's handles since it was opened.
    ///
    /// # Errors
    ///
    /// When this thread has the connection already.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let before = db.statistics()?.rows_changed;
    /// db.delete::<Comment>().all_rows().run()?;
    /// assert_eq!(db.statistics()?.rows_changed - before, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn statistics(&self) -> Result<Statistics, Error> {
        Ok(self.pool().statistics())
    }
}

/// What one connection has done. Only the thread that has the connection adds to it; others may read it.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    statements: AtomicU64,
    cache_misses: AtomicU64,
    rows_changed: AtomicU64,
}

impl Counters {
    /// A statement is about to run, which may have been prepared for it.
    #[inline]
    pub(crate) fn statement(&self, prepared: bool) {
        add(&self.statements, 1);
        if prepared {
            self.missed();
        }
    }

    #[cold]
    fn missed(&self) {
        add(&self.cache_misses, 1);
    }

    #[inline]
    pub(crate) fn rows_changed(&self, rows: u64) {
        add(&self.rows_changed, rows);
    }

    pub(crate) fn read(&self) -> Statistics {
        let number = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Statistics {
            statements: number(&self.statements),
            cache_misses: number(&self.cache_misses),
            rows_changed: number(&self.rows_changed),
        }
    }
}

/// One thread writes at a time, so that no locked instruction is needed.
#[inline]
fn add(counter: &AtomicU64, number: u64) {
    counter.store(counter.load(Ordering::Relaxed).wrapping_add(number), Ordering::Relaxed);
}
