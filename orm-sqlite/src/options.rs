//! How a database is opened.

#[cfg(feature = "sqlcipher")]
mod cipher;
mod guard;
mod observe;
mod pool;

use std::path::PathBuf;
use std::time::Duration;

use orm_core::error::Error;

use crate::cipher::Cipher;
use crate::connection;
use crate::database::Database;
use crate::location::Location;
use crate::observe::Observation;
use crate::pool::Readers;
use crate::warning::{self, OnWarning, WAL_SIZE_LIMIT};

/// The longest time that SQLite counts, in milliseconds of a C `int`: almost 25 days.
const LONGEST: Duration = Duration::from_millis(2_147_483_647);

/// How a database is opened: [`Database::options`].
///
/// Whatever is chosen here, a connection has `trusted_schema` and double-quoted strings off, `DEFENSIVE` and
/// `cell_size_check` on, loads no extension, and has no memory map: <https://sqlite.org/security.html>.
///
/// # Example
///
/// ```
/// use std::time::Duration;
/// use orm_sqlite::{Database, Synchronous};
///
/// # let directory = tempfile::tempdir().unwrap();
/// # let path = directory.path().join("app.db");
/// let db = Database::options()
///     .path(path)
///     .synchronous(Synchronous::Normal)
///     .busy_timeout(Duration::from_secs(10))
///     .open()?;
/// # Ok::<(), orm_sqlite::error::Error>(())
/// ```
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own, with a method of its own")]
#[must_use = "options do nothing until `open`"]
pub struct Options {
    path: Option<PathBuf>,
    pub(crate) journal_mode: Option<JournalMode>,
    pub(crate) synchronous: Synchronous,
    pub(crate) busy_timeout: Duration,
    pub(crate) cache_size: Option<u32>,
    pub(crate) foreign_keys: bool,
    pub(crate) read_only: bool,
    pub(crate) create: bool,
    pub(crate) statement_cache_size: usize,
    readers: Option<usize>,
    pub(crate) acquire_timeout: Duration,
    pub(crate) wal_size_limit: u64,
    pub(crate) on_warning: Option<OnWarning>,
    /// Whoever made the file may want harm: see `guard`.
    pub(crate) untrusted: bool,
    pub(crate) allow_attach: bool,
    pub(crate) file_mode: Option<u32>,
    pub(crate) observation: Observation,
    pub(crate) cipher: Cipher,
    /// Of the database that is opened with them.
    pub(crate) reading: Readers,
}

/// How SQLite keeps what it needs to undo a transaction: <https://sqlite.org/pragma.html#pragma_journal_mode>.
///
/// # Example
///
/// ```
/// use orm_sqlite::{Database, JournalMode};
///
/// # let directory = tempfile::tempdir().unwrap();
/// # let path = directory.path().join("app.db");
/// let db = Database::options().path(&path).journal_mode(JournalMode::Delete).open()?;
/// db.execute_script("CREATE TABLE notes (text TEXT)")?;
/// assert!(!path.with_file_name("app.db-wal").exists());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum JournalMode {
    /// A write-ahead log: readers and the writer do not wait for each other. The default for a file.
    Wal,
    /// A rollback journal, deleted after each transaction.
    Delete,
    /// A rollback journal, cut to nothing after each transaction.
    Truncate,
    /// A rollback journal, kept and overwritten.
    Persist,
    /// A rollback journal in memory: a crash in the middle of a transaction can destroy the file.
    Memory,
}

impl JournalMode {
    pub(crate) fn named(name: &str) -> Option<Self> {
        let modes = [Self::Wal, Self::Delete, Self::Truncate, Self::Persist, Self::Memory];
        modes.into_iter().find(|mode| mode.name() == name)
    }

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Wal => "wal",
            Self::Delete => "delete",
            Self::Truncate => "truncate",
            Self::Persist => "persist",
            Self::Memory => "memory",
        }
    }
}

/// When SQLite waits for the disk: <https://sqlite.org/pragma.html#pragma_synchronous>.
///
/// # Example
///
/// ```
/// use orm_sqlite::prelude::*;
/// use orm_sqlite::Synchronous;
///
/// let db = Database::options().synchronous(Synchronous::Normal).open()?;
/// let number: i64 = sql!("pragma synchronous").one(&db)?;
/// assert_eq!(number, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Synchronous {
    /// Never. A power failure can destroy the file.
    Off,
    /// At checkpoints. The file stays whole, but a power failure can take the transactions since the last checkpoint,
    /// although they were committed. Much faster where transactions are many and small.
    Normal,
    /// At each commit: what is committed stays. The default.
    Full,
    /// At each commit, and for the directory too.
    Extra,
}

impl Synchronous {
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Off => 0,
            Self::Normal => 1,
            Self::Full => 2,
            Self::Extra => 3,
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            path: None,
            journal_mode: None,
            synchronous: Synchronous::Full,
            busy_timeout: Duration::from_secs(5),
            cache_size: None,
            foreign_keys: true,
            read_only: false,
            create: true,
            statement_cache_size: 128,
            readers: None,
            acquire_timeout: Duration::from_secs(30),
            wal_size_limit: WAL_SIZE_LIMIT,
            on_warning: None,
            untrusted: false,
            allow_attach: false,
            file_mode: None,
            observation: Observation::default(),
            cipher: Cipher::default(),
            reading: Readers::default(),
        }
    }
}

impl Options {
    /// The file. Without one, and for `:memory:`, the database is in memory.
    ///
    /// A path is always a file, also if it starts with `file:`.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let db = Database::options().path(&path).open()?;
    /// assert!(path.exists());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The journal mode; [`JournalMode::Wal`] for a file.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::JournalMode;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let db = Database::options().path(path).journal_mode(JournalMode::Truncate).open()?;
    /// let mode: String = sql!("pragma journal_mode").one(&db)?;
    /// assert_eq!(mode, "truncate");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn journal_mode(mut self, mode: JournalMode) -> Self {
        self.journal_mode = Some(mode);
        self
    }

    /// When SQLite waits for the disk; [`Synchronous::Full`].
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::Synchronous;
    ///
    /// let db = Database::options().synchronous(Synchronous::Extra).open()?;
    /// let number: i64 = sql!("pragma synchronous").one(&db)?;
    /// assert_eq!(number, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn synchronous(mut self, synchronous: Synchronous) -> Self {
        self.synchronous = synchronous;
        self
    }

    /// How long a statement waits for a lock of another connection; five seconds.
    ///
    /// When the time is over, the statement fails with an error for which
    /// [`is_busy`](crate::error::Error::is_busy) is true.
    ///
    /// # Example
    ///
    /// ```
    /// use std::time::Duration;
    /// use orm_sqlite::prelude::*;
    ///
    /// let db = Database::options().busy_timeout(Duration::from_millis(250)).open()?;
    /// let millis: i64 = sql!("pragma busy_timeout").one(&db)?;
    /// assert_eq!(millis, 250);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = if timeout.as_millis() > LONGEST.as_millis() { LONGEST } else { timeout };
        self
    }

    /// How much of the file SQLite keeps in memory, in KiB.
    ///
    /// SQLite's own choice without it: <https://sqlite.org/pragma.html#pragma_cache_size>.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::prelude::*;
    ///
    /// let db = Database::options().cache_size(4096).open()?;
    /// let size: i64 = sql!("pragma cache_size").one(&db)?;
    /// assert_eq!(size, -4096);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn cache_size(mut self, kibibytes: u32) -> Self {
        self.cache_size = Some(kibibytes);
        self
    }

    /// Whether foreign keys are enforced; they are.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::prelude::*;
    ///
    /// let db = Database::options().foreign_keys(false).open()?;
    /// let enforced: bool = sql!("pragma foreign_keys").one(&db)?;
    /// assert!(!enforced);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn foreign_keys(mut self, enforced: bool) -> Self {
        self.foreign_keys = enforced;
        self
    }

    /// Whether the file is only read: see [`Database::open_read_only`].
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// Database::open(&path)?;
    /// let db = Database::options().path(&path).read_only(true).open()?;
    /// assert!(db.execute_script("CREATE TABLE notes (text TEXT)").is_err_and(|error| error.is_read_only()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// Whether a file that is not there is made; it is.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let missing = Database::options().path(&path).create(false).open();
    /// assert!(missing.is_err_and(|error| error.is_cannot_open()));
    /// assert!(!path.exists());
    /// ```
    pub const fn create(mut self, create: bool) -> Self {
        self.create = create;
        self
    }

    /// How many prepared statements are kept; 128.
    ///
    /// A statement that is kept is not prepared again; 0 keeps none.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::options().statement_cache_size(500).open()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn statement_cache_size(mut self, statements: usize) -> Self {
        self.statement_cache_size = statements;
        self
    }

    /// Opens the database.
    ///
    /// # Errors
    ///
    /// When the path is a directory or in none, the file is no database, or may not be read or written as asked; and
    /// when SQLite does not take a setting, which the error names.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let missing = Database::options().path("no/such/directory/app.db").open();
    /// assert!(missing.is_err_and(|error| error.is_cannot_open()));
    /// ```
    pub fn open(self) -> Result<Database, Error> {
        let mut options = self.checked()?;
        let location = options.path.as_deref().map_or(Ok(Location::Memory), Location::new)?;
        // Options may have opened another database before.
        options.reading = Readers::default();
        options.cipher.check()?;
        if options.cipher.is_some() && matches!(location, Location::Memory) {
            return Err(Error::refused("a database in memory has no key: nothing of it is in a file"));
        }
        options.observation = options.observation.of(&location.name());
        let (connection, in_use) = connection::open(&options, &location)?;
        warning::at_opening(&connection, &options)?;
        Ok(Database::new(connection, in_use, options, location))
    }
}
