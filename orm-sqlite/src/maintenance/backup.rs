//! A copy of a database that others go on using: <https://sqlite.org/backup.html>.

use std::fmt;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Duration;

use orm_core::error::Error;
use rusqlite::Connection;

use super::copy::{self, Pace, copy};
use super::partial::{self, Partial};
use super::replace;
use crate::database::Database;
use crate::in_use;

/// How many pages are copied at once: 4 MiB of the usual ones.
const PAGES: u32 = 1000;

impl Database {
    /// Copies the database into a new file, while others read and write: [`backup_to`](Self::backup_to) with its usual settings.
    ///
    /// # Errors
    ///
    /// As [`Backup::run`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// let path = directory.path().join("backup.db");
    /// db.backup(&path)?;
    /// assert_eq!(Database::open_read_only(&path)?.select::<User>().count()?, 3);
    /// assert!(db.backup(&path).is_err_and(|error| error.is_refused()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn backup(&self, path: impl Into<PathBuf>) -> Result<(), Error> {
        self.backup_to(path).run()
    }

    /// A copy of the database in a file, setting by setting; [`Backup::run`] makes it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("backup.db");
    /// db.backup_to(&path).pages_per_step(100).run()?;
    /// assert!(path.exists());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn backup_to(&self, path: impl Into<PathBuf>) -> Backup<'_> {
        Backup {
            db: self,
            path: path.into(),
            pages: PAGES,
            pause: Duration::ZERO,
            overwrite: false,
            private: true,
            progress: Box::new(|_| ControlFlow::Continue(())),
        }
    }
}

/// A copy of a database that is to be made: [`Database::backup_to`].
///
/// The copy holds one state of the database, whatever is written meanwhile. In WAL mode it is the state at the beginning, writers do not
/// wait, and the WAL cannot be cut until the copy is done. With a rollback journal a writer waits for one step; a copy that has begun anew
/// three times because others wrote lets them wait until it is done. A database in memory has one connection, for which others
/// wait.
///
/// The pages go into a file beside the path, which gets its name when it is whole and on the disk. A copy that fails or is stopped
/// leaves nothing; one whose program is killed leaves that file, which has `.partial-` in its name.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// # let directory = tempfile::tempdir().unwrap();
/// # let path = directory.path().join("backup.db");
/// use std::ops::ControlFlow;
/// use std::time::Duration;
///
/// let mut steps = 0;
/// db.backup_to(&path)
///     .pages_per_step(5)
///     .pause(Duration::from_millis(1))
///     .on_progress(|progress| {
///         steps += 1;
///         assert!(progress.remaining < progress.total);
///         ControlFlow::Continue(())
///     })
///     .run()?;
/// assert!(steps > 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a backup is made by `run`"]
pub struct Backup<'b> {
    db: &'b Database,
    path: PathBuf,
    pages: u32,
    pause: Duration,
    overwrite: bool,
    private: bool,
    progress: Box<dyn FnMut(BackupProgress) -> ControlFlow<()> + 'b>,
}

/// How far a copy is.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// # let directory = tempfile::tempdir().unwrap();
/// # let path = directory.path().join("backup.db");
/// use std::ops::ControlFlow;
///
/// let mut last = None;
/// db.backup_to(&path).on_progress(|progress| { last = Some(progress); ControlFlow::Continue(()) }).run()?;
/// assert_eq!(last.map(|progress| progress.remaining), Some(0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BackupProgress {
    /// How many pages are to be copied yet. It grows if the copy begins anew.
    pub remaining: u64,
    /// How many pages the database has.
    pub total: u64,
}

impl<'b> Backup<'b> {
    /// How many pages are copied at once; 1000. Nought is one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("backup.db");
    /// db.backup_to(&path).pages_per_step(10).run()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn pages_per_step(mut self, pages: u32) -> Self {
        self.pages = pages;
        self
    }

    /// How long the copy waits after each step, so that it does not take all of the disk; not at all.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("backup.db");
    /// db.backup_to(&path).pause(std::time::Duration::from_millis(1)).run()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Whether a file that is there is replaced; it is not.
    ///
    /// It is replaced in one step, as by [`Database::restore_backup`], and stays if the copy fails.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("backup.db");
    /// db.backup(&path)?;
    /// db.delete::<Comment>().all_rows().run()?;
    /// db.backup_to(&path).overwrite(true).run()?;
    /// assert_eq!(Database::open_read_only(&path)?.select::<Comment>().count()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn overwrite(mut self, overwrite: bool) -> Self {
        self.overwrite = overwrite;
        self
    }

    /// Whether nobody but the owner may read the file (mode 0600 on Unix); so it is. Otherwise it has the mode of any new file. On
    /// Windows, the folder decides.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("backup.db");
    /// db.backup_to(&path).private(false).run()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn private(mut self, private: bool) -> Self {
        self.private = private;
        self
    }

    /// Calls a closure after each step. [`ControlFlow::Break`] stops the copy, also after the last step, and leaves nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("backup.db");
    /// use std::ops::ControlFlow;
    ///
    /// let stopped = db.backup_to(&path).on_progress(|_| ControlFlow::Break(())).run();
    /// assert!(stopped.is_err_and(|error| error.is_interrupted()));
    /// assert!(!path.exists());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_progress(mut self, progress: impl FnMut(BackupProgress) -> ControlFlow<()> + 'b) -> Self {
        self.progress = Box::new(progress);
        self
    }

    /// Makes the copy.
    ///
    /// # Errors
    ///
    /// When the file is there and `overwrite` is not set, or is open in this process ([`is_refused`](Error::is_refused)); there is no room
    /// for it ([`is_disk_full`](Error::is_disk_full)), which is asked before; the database is locked for longer than the busy
    /// timeout ([`is_busy`](Error::is_busy)); the closure stopped it ([`is_interrupted`](Error::is_interrupted)); and when a file
    /// cannot be read or written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("backup.db");
    /// db.backup_to(&path).run()?;
    /// assert!(Database::open(&path)?.integrity_check()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn run(self) -> Result<(), Error> {
        let Self { db, path, pages, pause, overwrite, private, mut progress } = self;
        let cipher = &db.pool().options().cipher;
        let target = partial::place(&path)?;
        if overwrite {
            refuse_open(&target)?;
        } else {
            partial::refuse_existing(&target)?;
        }
        let mut report = |step: rusqlite::backup::Progress| {
            let count = |pages| u64::try_from(pages).unwrap_or(0);
            progress(BackupProgress { remaining: count(step.remaining), total: count(step.pagecount) })
        };
        let mut make = |source: &Connection| {
            partial::check_space(&target, copy::size(source)?)?;
            let partial = Partial::create(target.clone(), private)?;
            let mut pace = Pace { pages, pause, timeout: db.busy_timeout(), cipher, progress: &mut report };
            copy(source, partial.path(), &mut pace).map(|()| partial)
        };
        // SQLite copies nothing from a connection that is in a write transaction, and the pool's may be.
        let partial = match db.path() {
            Some(_) => make(&db.connect()?.0)?,
            None => make(&**db.checkout()?)?,
        };
        if overwrite { replace::replace(&partial, cipher) } else { partial.place() }
    }
}

/// A file that is open in this process is not to be replaced: its connections would go on writing to the old one.
pub(super) fn refuse_open(target: &Path) -> Result<(), Error> {
    if in_use::is_in_use(target) { Err(is_open(target)) } else { Ok(()) }
}

pub(super) fn is_open(target: &Path) -> Error {
    Error::refused(format!("this process has the database `{}` open: it cannot be replaced", target.display()))
}

impl fmt::Debug for Backup<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Backup").field("db", self.db).field("path", &self.path).finish_non_exhaustive()
    }
}
