//! How a database does.

use std::time::{Duration, Instant};

use orm_core::error::Error;
use rusqlite::Connection;

use super::checkpoint::file_size;
use crate::cipher::page_size;
use crate::database::Database;
use crate::error;
use crate::options::JournalMode;
use crate::pool::PoolFigures;

/// How a database does: [`Database::health`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let health = db.health()?;
/// assert!(health.is_alive() && health.page_count > 0);
/// assert!(health.sqlite_version.starts_with("3."));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Why a query failed, if it did. The figures that SQLite tells are then nought.
    pub failure: Option<String>,
    /// How long the connection was waited for.
    pub waited: Duration,
    /// How long a query took that reads one page.
    pub response_time: Duration,
    /// The size of the file, in bytes; nought for a database in memory.
    pub file_size: u64,
    /// The size of the write-ahead log, in bytes.
    pub wal_size: u64,
    /// The size of a page, in bytes.
    pub page_size: u64,
    /// How many pages the database has.
    pub page_count: u64,
    /// How many of them hold nothing: [`Database::vacuum`] gives them back.
    pub free_pages: u64,
    /// The journal mode, if it is one of those that a database is opened in.
    pub journal_mode: Option<JournalMode>,
    /// The version of SQLite that the program is linked with.
    pub sqlite_version: &'static str,
    /// The connections, before this one was taken.
    pub pool: PoolFigures,
}

impl Health {
    /// Whether a query worked.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.health()?.is_alive());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn is_alive(&self) -> bool {
        self.failure.is_none()
    }
}

impl Database {
    /// Asks how the database does: a query that reads, and figures that cost little. It fits an endpoint that is asked every few
    /// seconds.
    ///
    /// # Errors
    ///
    /// When this thread has the connection already, or the file is gone. A query that fails is no error here but
    /// [`failure`](Health::failure).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let health = db.health()?;
    /// println!("{} of {} pages are free", health.free_pages, health.page_count);
    /// assert!(health.failure.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn health(&self) -> Result<Health, Error> {
        let size = |suffix| self.path().map_or(Ok(0), |path| file_size(path, suffix));
        let (file_size, wal_size) = (size("")?, size("-wal")?);
        let pool = self.pool_figures();
        let start = Instant::now();
        let connection = self.pool().reader()?;
        let waited = start.elapsed();
        let mut health = Health {
            failure: None,
            waited,
            response_time: Duration::ZERO,
            file_size,
            wal_size,
            page_size: 0,
            page_count: 0,
            free_pages: 0,
            journal_mode: None,
            sqlite_version: rusqlite::version(),
            pool,
        };
        if let Err(error) = health.ask(&connection) {
            health.failure = Some(error.to_string());
        }
        Ok(health)
    }
}

impl Health {
    fn ask(&mut self, connection: &Connection) -> Result<(), Error> {
        // A `SELECT 1` alone would not look at the file.
        const SELECT: &str = "SELECT 1 FROM (SELECT count(*) FROM sqlite_schema)";
        let number = |sql: &str| {
            let number = connection.query_row(sql, [], |row| row.get::<_, i64>(0));
            number.map(|number| u64::try_from(number).unwrap_or(0)).map_err(|error| error::running(error, sql))
        };
        let start = Instant::now();
        let answer = number(SELECT);
        self.response_time = start.elapsed();
        answer?;
        self.page_size = page_size(connection).map_err(error::driver)?;
        self.page_count = number("PRAGMA page_count")?;
        self.free_pages = number("PRAGMA freelist_count")?;
        self.journal_mode = JournalMode::named(&super::copy::journal_mode(connection)?);
        Ok(())
    }
}
