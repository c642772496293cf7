//! The write-ahead log, moved into the file: <https://sqlite.org/wal.html#checkpointing>.

use std::fs;
use std::path::Path;

use orm_core::error::Error;

use crate::database::Database;
use crate::error;
use crate::location::beside;

/// How far a checkpoint goes: <https://sqlite.org/pragma.html#pragma_wal_checkpoint>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let directory = tempfile::tempdir().unwrap();
/// # let path = directory.path().join("app.db");
/// use orm_sqlite::Checkpoint;
///
/// let db = Database::open(&path)?;
/// db.create_tables(&schema!(Tag))?;
/// db.checkpoint(Checkpoint::Truncate)?;
/// assert_eq!(db.wal_size()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checkpoint {
    /// As much as can be moved without waiting for anybody.
    Passive,
    /// All of it, after waiting for whoever writes, and for those who read an older state.
    Full,
    /// As `Full`, and so that the next writer begins at the start of the log: all who read it are waited for.
    Restart,
    /// As `Restart`, and the file of the log is cut to nothing.
    Truncate,
}

impl Checkpoint {
    const fn sql(self) -> &'static str {
        match self {
            Self::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
            Self::Full => "PRAGMA wal_checkpoint(FULL)",
            Self::Restart => "PRAGMA wal_checkpoint(RESTART)",
            Self::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
        }
    }
}

/// What a checkpoint did: [`Database::checkpoint`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let directory = tempfile::tempdir().unwrap();
/// # let path = directory.path().join("app.db");
/// use orm_sqlite::Checkpoint;
///
/// let db = Database::open(&path)?;
/// db.create_tables(&schema!(Tag))?;
/// let done = db.checkpoint(Checkpoint::Full)?;
/// assert!(!done.busy);
/// assert!(done.pages.is_some_and(|pages| pages > 0));
/// assert_eq!(done.pages, done.moved);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Checkpointed {
    /// Whether somebody who reads or writes kept it from going as far as it was asked to, for longer than the busy timeout. A
    /// passive one waits for nobody: whether it moved everything is seen by `pages` and `moved`.
    pub busy: bool,
    /// How many pages the log has. `None` where the database has no log.
    pub pages: Option<u64>,
    /// How many of them are in the file now. `None` where the database has no log.
    pub moved: Option<u64>,
}

impl Database {
    /// Moves pages from the write-ahead log into the file (`PRAGMA wal_checkpoint`). SQLite does it by itself, passively, after a thousand
    /// pages; as long as somebody reads an old state, what came behind it stays in the log, which grows.
    ///
    /// A database that is not in WAL mode has nothing to move.
    ///
    /// # Errors
    ///
    /// When the database is [read-only](Error::is_read_only), or the disk fails. That others were in the way is no error but
    /// [`busy`](Checkpointed::busy), unless another checkpoint runs ([`is_busy`](Error::is_busy)).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// use orm_sqlite::Checkpoint;
    ///
    /// let db = Database::open(&path)?;
    /// db.create_tables(&schema!(Tag))?;
    /// let reader = Database::options().path(&path).busy_timeout(std::time::Duration::ZERO).open()?;
    /// reader.read_transaction(|tx| {
    ///     assert_eq!(tx.select::<Tag>().count()?, 0);
    ///     db.insert(NewTag::builder().name("math").build()).run()?;
    ///     let done = db.checkpoint(Checkpoint::Passive)?;
    ///     assert!(done.moved < done.pages);
    ///     Ok(())
    /// })?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn checkpoint(&self, checkpoint: Checkpoint) -> Result<Checkpointed, Error> {
        let sql = checkpoint.sql();
        self.refuse_read_only(sql)?;
        let connection = self.checkout()?;
        let read = |row: &rusqlite::Row<'_>| {
            // SQLite says -1 where there is no log.
            let count = |at| row.get::<_, i64>(at).map(|pages| u64::try_from(pages).ok());
            Ok(Checkpointed { busy: row.get::<_, i64>(0)? != 0, pages: count(1)?, moved: count(2)? })
        };
        connection.query_row(sql, [], read).map_err(|error| error::running(error, sql))
    }

    /// How many bytes the file of the write-ahead log has; none where there is no such file.
    ///
    /// # Errors
    ///
    /// When the system does not say it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.wal_size()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn wal_size(&self) -> Result<u64, Error> {
        self.path().map_or(Ok(0), |path| file_size(path, "-wal"))
    }
}

/// The size of a database or of a file beside it. The system is asked for it, and the file not opened: see [`in_use`](crate::in_use).
pub(super) fn file_size(path: &Path, suffix: &str) -> Result<u64, Error> {
    // The files beside a link are those of the file it leads to.
    let place = fs::canonicalize(path).map_err(|error| error::file("find", path, &error))?;
    match fs::metadata(beside(&place, suffix)) {
        Ok(metadata) => Ok(metadata.len()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(0),
        Err(error) => Err(error::file("look at", &place, &error)),
    }
}
