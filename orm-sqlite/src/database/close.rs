//! Closing a database, and what is known of its pool.

use std::sync::PoisonError;
use std::time::Duration;

use orm_core::error::Error;

use super::Database;
use crate::connection::{Connection, Role};
use crate::location::Location;
use crate::options::Synchronous;
use crate::pool::PoolFigures;

/// What is left after a database was closed: [`Database::close`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// # let directory = tempfile::tempdir().unwrap();
/// # let path = directory.path().join("app.db");
/// let db = Database::open(&path)?;
/// db.execute_script("CREATE TABLE notes (text TEXT)")?;
/// assert!(db.close()?.is_durable());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closed {
    durable: bool,
    checkpointed: bool,
}

impl Closed {
    /// Whether everything that was committed has reached the disk, so that a power failure takes nothing. It has after a checkpoint, and
    /// with [`Synchronous::Full`] without one. Of a database in memory nothing has.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// assert!(!Database::open_in_memory()?.close()?.is_durable());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn is_durable(self) -> bool {
        self.durable
    }

    /// Whether everything stands in the database file itself, and nothing in the `-wal` file: it is not if another process has the
    /// database open and reads.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let db = Database::open(&path)?;
    /// db.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// assert!(db.close()?.is_checkpointed());
    /// assert!(!path.with_file_name("app.db-wal").exists());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn is_checkpointed(self) -> bool {
        self.checkpointed
    }
}

impl Database {
    /// How many connections there are, and how many are in use at this moment.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let db = Database::open_in_memory()?;
    /// assert_eq!(db.pool_figures().readers, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn pool_figures(&self) -> PoolFigures {
        self.0.pool.figures()
    }

    /// Closes the database for all of its handles: lets nobody in any more, waits until running statements and transactions have ended,
    /// lets SQLite look after its statistics (`PRAGMA optimize`), moves what is in the `-wal` file into the database
    /// (`PRAGMA wal_checkpoint(TRUNCATE)`), and closes the connections.
    ///
    /// A database whose last handle is dropped is closed too, without waiting for other processes and without a report.
    ///
    /// # Errors
    ///
    /// When somebody does not give a connection back within [`Options::acquire_timeout`](crate::Options::acquire_timeout), which is named;
    /// nobody is let in any more then, and `close` can be called again. Inside of this database's own transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let other = db.clone();
    /// db.close()?;
    /// assert!(other.select::<User>().count().is_err_and(|error| error.is_closed()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn close(&self) -> Result<Closed, Error> {
        let pool = &self.0.pool;
        let options = pool.options();
        let synchronous = matches!(options.synchronous, Synchronous::Full | Synchronous::Extra);
        let is_file = matches!(pool.location(), Location::File(_));
        let mut checkpointed = true;
        pool.close(options.acquire_timeout, |connection| {
            if connection.role() == Role::Writer && !options.read_only {
                checkpointed = settle(connection, options.busy_timeout);
            }
        })?;
        // Another database may have its name from now on.
        drop(self.0.in_use.lock().unwrap_or_else(PoisonError::into_inner).take());
        Ok(Closed { durable: is_file && (synchronous || checkpointed || options.read_only), checkpointed })
    }
}

/// The last work on the connection that writes: whether nothing is left in the WAL. An error is no error of the program's: what was
/// committed is there whether or not this succeeds.
fn settle(connection: &Connection, patience: Duration) -> bool {
    // Waiting for a reader of another process is for a checkpoint, not for statistics.
    let optimized = connection.busy_timeout(Duration::ZERO).and_then(|()| connection.execute_batch("PRAGMA optimize"));
    let _ = optimized;
    let checkpoint = connection
        .busy_timeout(patience)
        .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get::<_, i64>(0)));
    matches!(checkpoint, Ok(0))
}
