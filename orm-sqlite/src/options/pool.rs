//! How many connections a database has, and how long to wait for one.

use std::thread;
use std::time::Duration;

use super::{JournalMode, Options};
use crate::location::Location;

/// More readers than this are rarely worth the memory of their page caches.
const MOST: usize = 4;

impl Options {
    /// How many connections read while another one writes; the number of processors, at most four.
    ///
    /// They are opened when they are needed. A database in memory has none, and neither has one that is not in WAL mode, where readers
    /// and the writer lock each other out; all share one connection there. With 0 a file has one connection too.
    ///
    /// A reader sees what was committed when its statement or transaction began. What belongs to a connection, such as a temporary
    /// table that a script has made, is known in transactions that write, and not to readers.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let db = Database::options().path(path).readers(8).open()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn readers(mut self, readers: usize) -> Self {
        self.readers = Some(readers);
        self
    }

    /// How long a thread waits for a connection that other threads of this program have; 30 seconds.
    ///
    /// When the time is over, the statement fails with an error for which
    /// [`is_pool_timeout`](crate::error::Error::is_pool_timeout) is true. It says who has the connection.
    ///
    /// # Example
    ///
    /// ```
    /// use std::thread;
    /// use std::time::Duration;
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::options().acquire_timeout(Duration::from_millis(20)).open()?;
    /// let tx = db.begin()?;
    /// let other = db.clone();
    /// let waited = thread::spawn(move || other.begin().map(drop)).join().unwrap().unwrap_err();
    /// assert!(waited.is_pool_timeout());
    /// assert!(waited.to_string().contains("held by the transaction that began"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn acquire_timeout(mut self, timeout: Duration) -> Self {
        self.acquire_timeout = timeout;
        self
    }

    pub(crate) fn number_of_readers(&self, location: &Location) -> usize {
        let is_wal = matches!(self.journal_mode, None | Some(JournalMode::Wal));
        if *location == Location::Memory || !(is_wal || self.read_only) {
            return 0;
        }
        // What is attached to the writer's connection would not be there for readers.
        let by_default = if self.allow_attach { 0 } else { MOST };
        self.readers.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from).min(by_default))
    }
}
