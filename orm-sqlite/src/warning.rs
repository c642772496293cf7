//! What a program should know of, although nothing has failed.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use orm_core::error::Error;
use rusqlite::Connection as Driver;

use crate::cipher::page_size;
use crate::error;
use crate::options::Options;
use crate::pool::Holder;

/// How large the write-ahead log may stay after it was larger, and from which size on it is worth a warning: 64 MiB.
pub(crate) const WAL_SIZE_LIMIT: u64 = 64 << 20;

/// After so many pages SQLite moves the log into the file by itself: <https://sqlite.org/wal.html#automatic_checkpoint>.
const AUTOCHECKPOINT: u64 = 1000;

/// Every page of the log has a header, and the log has one: <https://sqlite.org/fileformat.html#the_write_ahead_log>.
const FRAME_HEADER: u64 = 24;
const WAL_HEADER: u64 = 32;

/// The largest limit that SQLite takes.
const LARGEST: u64 = i64::MAX.unsigned_abs();

/// The first version in which two connections that write and checkpoint at the same moment cannot damage the database.
const SAFE_WAL: i32 = 3_051_003;

/// What a program should know of, although nothing has failed: [`Options::on_warning`].
///
/// # Example
///
/// ```
/// use orm_sqlite::Warning;
///
/// fn log(warning: &Warning) -> String {
///     format!("database: {warning}")
/// }
/// # fn size(warning: &Warning) -> Option<u64> {
/// match warning {
///     Warning::WalTooLarge { bytes, .. } => Some(*bytes),
///     _ => None,
/// }
/// # }
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Warning {
    /// The write-ahead log has outgrown its limit: somebody reads an old state for long, or one transaction wrote very much. It comes once
    /// for each time that the log outgrows the limit, and again whenever it has doubled.
    #[non_exhaustive]
    WalTooLarge {
        /// How many bytes of the log are in use.
        bytes: u64,
        /// The limit, in bytes: [`Options::wal_size_limit`].
        limit: u64,
        /// How long the oldest transaction of this database handle reads already, if one does: the log keeps all pages since then. Other
        /// processes, and statements outside of transactions, are not known.
        reading_for: Option<Duration>,
        /// Which it is: `the transaction that began 1200 ms ago in src/report.rs:31, on the thread ..`.
        reader: Option<String>,
    },
    /// The database is in WAL mode, and the SQLite that the program is linked with is older than 3.51.3: two connections that write and
    /// checkpoint at the same moment can damage the file. It comes when the database is opened, and never with the feature
    /// `bundled`.
    #[non_exhaustive]
    OutdatedSqlite {
        /// The version of SQLite.
        version: &'static str,
    },
    /// A migration builds tables anew, and the disk has less room than that needs: in WAL mode the new rows are in the log before
    /// they are in the file. It comes before the migration begins, which goes on; where the disk gets full, it is rolled back.
    #[non_exhaustive]
    LowDiskSpace {
        /// How many bytes the log and the file may grow by: an estimate from the size of the tables and their indexes.
        needed: u64,
        /// How many bytes are free.
        free: u64,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WalTooLarge { bytes, limit, reader, .. } => {
                write!(f, "the write-ahead log has {bytes} bytes, which is more than its limit of {limit}")?;
                match reader {
                    Some(reader) => write!(f, "; kept by {reader}"),
                    None => Ok(()),
                }
            }
            Self::LowDiskSpace { needed, free } => {
                write!(f, "the disk may get full: it has {free} bytes free, and {needed} may be needed")
            }
            Self::OutdatedSqlite { version } => {
                write!(f, "SQLite {version} can damage a database in WAL mode: 3.51.3 is the first version that cannot")
            }
        }
    }
}

/// What the program does with a warning.
#[derive(Clone)]
pub(crate) struct OnWarning(Arc<dyn Fn(&Warning) + Send + Sync>);

impl fmt::Debug for OnWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnWarning")
    }
}

impl Options {
    /// Says a warning to whoever listens.
    pub(crate) fn warn(&self, warning: &Warning) {
        if let Some(OnWarning(warn)) = &self.on_warning {
            warn(warning);
        }
    }

    /// Calls a closure with each warning, on the thread that meets it. Without one, nobody hears of them.
    ///
    /// The closure is called in the middle of what it warns of, such as a commit: it writes to a log or raises a flag, and does not use the
    /// database. Its panic is caught where SQLite calls it. A program that sets `PRAGMA wal_autocheckpoint` hears no more
    /// of the log's size: SQLite has one hook for both.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options()
    ///     .path(path)
    ///     .wal_size_limit(10_000)
    ///     .on_warning(move |warning| drop(sender.send(warning.to_string())))
    ///     .open()?;
    /// db.create_tables(&schema!(User, Post, Comment))?;
    /// assert!(receiver.recv().unwrap().starts_with("the write-ahead log has "));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_warning(mut self, warn: impl Fn(&Warning) + Send + Sync + 'static) -> Self {
        self.on_warning = Some(OnWarning(Arc::new(warn)));
        self
    }

    /// How many bytes the file of the write-ahead log may keep after it was larger, and from which size on it is
    /// [warned of](Warning::WalTooLarge); 64 MiB. So it is for a rollback journal that is kept
    /// (`PRAGMA journal_size_limit`: <https://sqlite.org/pragma.html#pragma_journal_size_limit>). SQLite empties the log after a
    /// thousand pages, which are 4 MiB: a limit below that is outgrown again and again.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let db = Database::options().wal_size_limit(1 << 20).open()?;
    /// let limit: i64 = sql!("pragma journal_size_limit").one(&db)?;
    /// assert_eq!(limit, 1 << 20);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn wal_size_limit(mut self, bytes: u64) -> Self {
        // SQLite counts in signed numbers.
        self.wal_size_limit = if bytes > LARGEST { LARGEST } else { bytes };
        self
    }
}

/// Whether SQLite's version, as a number, has the fault of logs that are reset while they are written.
const fn is_outdated(version: i32) -> bool {
    version < SAFE_WAL
}

/// Warns of what is known when a database has been opened.
pub(crate) fn at_opening(connection: &Driver, options: &Options) -> Result<(), Error> {
    let Some(OnWarning(warn)) = options.on_warning.as_ref().filter(|_| is_outdated(rusqlite::version_number())) else {
        return Ok(());
    };
    let mode = "PRAGMA journal_mode";
    let mode: String =
        connection.query_row(mode, [], |row| row.get(0)).map_err(|error| error::preparing(error, mode))?;
    if mode == "wal" {
        warn(&Warning::OutdatedSqlite { version: rusqlite::version() });
    }
    Ok(())
}

/// Looks at the size of the log after each commit of a connection, if anybody wants to hear of it.
pub(crate) fn watch(connection: &mut Driver, options: &Options) -> Result<(), rusqlite::Error> {
    let Some(OnWarning(warn)) = options.on_warning.clone() else { return Ok(()) };
    let frame = page_size(connection)? + FRAME_HEADER;
    let reading = options.reading.clone();
    let mut size = Size { limit: options.wal_size_limit, next: options.wal_size_limit };
    connection.wal_hook(Some(move |wal: &mut rusqlite::hooks::Wal, pages| {
        let pages = u64::try_from(pages).unwrap_or(0);
        // Its own hook, in whose place this one is, does so too, and lets errors be.
        if pages >= AUTOCHECKPOINT {
            let _ = wal.checkpoint();
        }
        let bytes = WAL_HEADER + pages * frame;
        if size.has_grown(bytes) {
            let oldest = reading.oldest();
            warn(&Warning::WalTooLarge {
                bytes,
                limit: size.limit,
                reading_for: oldest.as_ref().map(Holder::held_for),
                reader: oldest.map(|oldest| oldest.to_string()),
            });
        }
        Ok(())
    }))
}

/// The size from which on the next warning is due.
struct Size {
    limit: u64,
    next: u64,
}

impl Size {
    fn has_grown(&mut self, bytes: u64) -> bool {
        if bytes <= self.limit {
            self.next = self.limit;
            return false;
        }
        let has_grown = bytes > self.next;
        if has_grown {
            self.next = bytes.saturating_mul(2);
        }
        has_grown
    }
}

#[cfg(test)]
mod tests {
    use super::{Size, is_outdated};

    #[test]
    fn a_version_before_the_repair_is_outdated() {
        assert!(is_outdated(3_051_002) && is_outdated(3_045_001));
        assert!(!is_outdated(3_051_003) && !is_outdated(3_054_001));
    }

    #[test]
    fn a_log_is_warned_of_when_it_outgrows_the_limit_and_when_it_doubles() {
        let mut size = Size { limit: 100, next: 100 };
        let grown = [50, 100, 101, 150, 202, 203, 90, 120, 130].map(|bytes| size.has_grown(bytes));
        assert_eq!(grown, [false, false, true, false, false, true, false, true, false]);
    }
}
