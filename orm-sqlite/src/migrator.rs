//! Applying migrations: in the order of the steps below, so that a database is in the old state or in the new one, and no row is
//! lost on the way.
//!
//! 1. The connection is taken exclusively, and what a migration needs is set and read back: foreign keys off, because a dropped
//!    table would empty its children, and `synchronous = FULL`.
//! 2. `BEGIN IMMEDIATE`; the ledger is read inside the lock.
//! 3. The statements run, each looked at by the authorizer. A table that is built anew is compared with the old one row by row, and
//!    a table that is dropped must not change another one.
//! 4. Foreign keys, views and triggers are checked.
//! 5. The ledger's row is written, and all of it is committed.
//! 6. The settings are restored.

mod apply;
mod authorize;
mod backup;
mod down;
mod folder;
mod found;
mod ledger;
mod losses;
mod migrations;
mod proof;
mod push;
mod reference;
mod report;
mod script;
mod session;
mod smoke;
mod space;
mod status;
mod surroundings;
mod up;
mod verify;
mod watch;

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use orm_core::error::Error;
use orm_core::migrate::{Applied, HistoryRules, OnUnknown};

use crate::database::Database;

pub use migrations::Migrations;
#[doc(hidden)]
pub use migrations::embedded;
pub use push::Push;
pub use report::{Progress, Report, State, Status};
pub use verify::Drift;

/// How long a migration waits for another process: 30 seconds.
const LOCK_TIMEOUT: Duration = Duration::from_secs(30);

/// How migrations are applied: [`Database::migrator`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use std::time::Duration;
/// use orm_sqlite::migrate::{Migration, Migrations};
///
/// # let db = Database::open_in_memory()?;
/// let first = Migration::new("1_first", "CREATE TABLE a (b);")?.with_down("DROP TABLE a;");
/// let migrations = Migrations::new([first])?;
/// let migrator = db.migrator(&migrations).lock_timeout(Duration::from_secs(5));
/// assert_eq!(migrator.up()?.applied, ["1_first"]);
/// assert_eq!(migrator.down(1)?.reverted, ["1_first"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone)]
#[must_use = "a migrator does nothing until `up` or `down`"]
pub struct Migrator<'a> {
    db: &'a Database,
    migrations: &'a Migrations,
    settings: Settings,
}

/// What a run is told.
#[derive(Clone)]
struct Settings {
    rules: HistoryRules,
    lock_timeout: Duration,
    verify_rows: bool,
    rehearse: bool,
    allow_drift: bool,
    backup: Option<PathBuf>,
    accepted: Vec<String>,
    progress: Option<Arc<dyn Fn(&Progress) + Send + Sync>>,
    interrupt: Option<Arc<AtomicBool>>,
    /// How many bytes the disk of a folder has free.
    free_space: fn(&Path) -> io::Result<u64>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rules: HistoryRules::default(),
            lock_timeout: LOCK_TIMEOUT,
            verify_rows: true,
            rehearse: false,
            allow_drift: false,
            backup: None,
            accepted: Vec::new(),
            progress: None,
            interrupt: None,
            free_space: |folder| fs4::available_space(folder),
        }
    }
}

impl Settings {
    fn report(&self, progress: &Progress) {
        if let Some(report) = &self.progress {
            report(progress);
        }
    }
}

impl Database {
    /// Applies the migrations that the database has not been through yet, each in a transaction of its own: at the start of a
    /// program. With nothing to do, it reads one table.
    ///
    /// Several processes may do so at once: one applies, and the others wait and find nothing left.
    ///
    /// # Errors
    ///
    /// When the history does not agree ([`Verdict::History`](crate::error::Verdict)), a decision is missing, another process has the
    /// database locked, or a statement fails; what the failing migration did is rolled back then, and those before it stay.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("20260101120000_notes", "CREATE TABLE notes (text TEXT) STRICT;")?])?;
    /// assert_eq!(db.migrate(&migrations)?.applied, ["20260101120000_notes"]);
    /// assert!(db.migrate(&migrations)?.applied.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn migrate(&self, migrations: &Migrations) -> Result<Report, Error> {
        self.migrator(migrations).up()
    }

    /// Migrations to be applied or taken back, setting by setting.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migrations, OnUnknown};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([])?;
    /// db.migrator(&migrations).on_unknown(OnUnknown::Warn).up()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn migrator<'a>(&'a self, migrations: &'a Migrations) -> Migrator<'a> {
        Migrator { db: self, migrations, settings: Settings::default() }
    }

    /// The migrations that the database has been through, in the order in which they were applied.
    ///
    /// # Errors
    ///
    /// When the database cannot be read, or its ledger has other columns.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let db = Database::open_in_memory()?;
    /// assert!(db.applied_migrations()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn applied_migrations(&self) -> Result<Vec<Applied>, Error> {
        ledger::read(&*self.checkout()?)
    }
}

impl Migrator<'_> {
    /// What happens when the database has been through migrations that are newer than all of these.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations, OnUnknown};
    ///
    /// # let db = Database::open_in_memory()?;
    /// db.migrate(&Migrations::new([Migration::new("2_newer", "CREATE TABLE a (b);")?])?)?;
    /// let old = Migrations::new([])?;
    /// assert!(db.migrate(&old).is_err());
    /// assert_eq!(db.migrator(&old).on_unknown(OnUnknown::Warn).up()?.unknown, ["2_newer"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn on_unknown(mut self, on_unknown: OnUnknown) -> Self {
        self.settings.rules.on_unknown = on_unknown;
        self
    }

    /// Whether a migration may be applied that is older than one that was: if both orders lead to the same schema, which is tried
    /// in memory first.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let two = Migration::new("2_two", "CREATE TABLE b (c);")?;
    /// db.migrate(&Migrations::new([two.clone()])?)?;
    /// let both = Migrations::new([Migration::new("1_one", "CREATE TABLE a (b);")?, two])?;
    /// assert!(db.migrate(&both).is_err());
    /// assert_eq!(db.migrator(&both).allow_out_of_order(true).up()?.applied, ["1_one"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn allow_out_of_order(mut self, allow: bool) -> Self {
        self.settings.rules.allow_out_of_order = allow;
        self
    }

    /// How long it waits for another process that writes. 30 seconds if nothing is said.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::time::Duration;
    /// use orm_sqlite::migrate::Migrations;
    ///
    /// # let db = Database::open_in_memory()?;
    /// db.migrator(&Migrations::new([])?).lock_timeout(Duration::from_millis(100)).up()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn lock_timeout(mut self, timeout: Duration) -> Self {
        self.settings.lock_timeout = timeout;
        self
    }

    /// Whether the rows of a table that is built anew are compared with those before, and those of tables that reference a dropped
    /// one. They are, if nothing is said: it reads them twice.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::Migrations;
    ///
    /// # let db = Database::open_in_memory()?;
    /// db.migrator(&Migrations::new([])?).verify_rows(false).up()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn verify_rows(mut self, verify: bool) -> Self {
        self.settings.verify_rows = verify;
        self
    }

    /// Whether a run is a rehearsal: all of it happens in one transaction, with all checks and for as long as it takes, and is rolled
    /// back; nothing is copied to a file. A migration that has to run outside of a transaction is left out, and named among the warnings.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let first = Migration::new("1_first", "CREATE TABLE a (b);")?.with_down("DROP TABLE a;");
    /// let migrations = Migrations::new([first])?;
    /// db.migrate(&migrations)?;
    /// assert_eq!(db.migrator(&migrations).rehearse(true).down(1)?.reverted, ["1_first"]);
    /// assert_eq!(db.applied_migrations()?.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn rehearse(mut self, rehearse: bool) -> Self {
        self.settings.rehearse = rehearse;
        self
    }

    /// Whether it goes on where the schema is not what the last migration left.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::Migrations;
    ///
    /// # let db = Database::open_in_memory()?;
    /// db.migrator(&Migrations::new([])?).allow_drift(true).up()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn allow_drift(mut self, allow: bool) -> Self {
        self.settings.allow_drift = allow;
        self
    }

    /// Copies the database to a file before a migration that loses something. The file must not be there yet.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let backup = directory.path().join("app.db.bak");
    /// # let db = Database::open_in_memory()?;
    /// db.execute_script("CREATE TABLE a (b); INSERT INTO a VALUES (1);")?;
    /// let migrations = Migrations::new([Migration::new("1_without_a", "-- loses: a\nDROP TABLE a;")?])?;
    /// db.migrator(&migrations).backup_to(&backup).up()?;
    /// assert!(backup.exists());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn backup_to(mut self, path: impl Into<PathBuf>) -> Self {
        self.settings.backup = Some(path.into());
        self
    }

    /// What [`down`](Self::down) may lose: a table (`users`) or a column (`users.bio`).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let first = Migration::new("1_first", "CREATE TABLE a (b);")?.with_down("-- loses: a\nDROP TABLE a;");
    /// let migrations = Migrations::new([first])?;
    /// db.migrate(&migrations)?;
    /// db.execute_script("INSERT INTO a VALUES (1)")?;
    /// assert!(db.migrator(&migrations).down(1).is_err());
    /// db.migrator(&migrations).accept_loss("a").down(1)?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn accept_loss(mut self, place: impl Into<String>) -> Self {
        self.settings.accepted.push(place.into());
        self
    }

    /// Calls a function with what is being done: for a progress bar.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// db.migrator(&migrations).on_progress(|progress| println!("{progress}")).up()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_progress(mut self, report: impl Fn(&Progress) + Send + Sync + 'static) -> Self {
        self.settings.progress = Some(Arc::new(report));
        self
    }

    /// Stops and rolls back soon after the flag becomes true: for a signal.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::{Arc, atomic::AtomicBool};
    /// use orm_sqlite::migrate::{Migration, Migrations};
    ///
    /// # let db = Database::open_in_memory()?;
    /// let migrations = Migrations::new([Migration::new("1_first", "CREATE TABLE a (b);")?])?;
    /// let stop = Arc::new(AtomicBool::new(true));
    /// assert_eq!(db.migrator(&migrations).interrupt(stop).up().unwrap_err().migration_code(), Some("interrupted"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn interrupt(mut self, flag: Arc<AtomicBool>) -> Self {
        self.settings.interrupt = Some(flag);
        self
    }
}

impl fmt::Debug for Migrator<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migrator").field("db", self.db).field("migrations", self.migrations).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
