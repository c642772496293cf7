//! A backup put in the place of a database.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use orm_core::error::{Condition, Error};

use super::backup::refuse_open;
use super::copy::{Pace, copy, size};
use super::integrity::{Depth, check};
use super::partial::{self, Partial, check_space};
use super::replace::replace;
use crate::cipher::Cipher;
use crate::database::Database;
use crate::location::Location;
use crate::{connection, error};

/// As the default of [`Options::busy_timeout`](crate::Options::busy_timeout).
const TIMEOUT: Duration = Duration::from_secs(5);

impl Database {
    /// Puts a copy of a backup in the place of a database, which nobody has open, or where there is none yet. The backup stays where
    /// it is, and is only read.
    ///
    /// The backup is checked before the target is touched: it must be a whole database by SQLite's `quick_check`
    /// (<https://sqlite.org/pragma.html#pragma_quick_check>), and hold at least a page. It is copied beside the target, out of the
    /// same snapshot, and takes the target's name when it is on the disk. A file that was there gives it its mode; a new one is read by
    /// its owner only. A target that is a link stays one.
    ///
    /// The old database is closed first as the last one that uses it: SQLite writes its WAL into the file and deletes it, so that the new
    /// file never stands beside the log of the old one (<https://sqlite.org/howtocorrupt.html>). Where the old file is damaged
    /// and SQLite cannot do that, its `-wal`, `-shm` and `-journal` files get names that end in `.old`, and are deleted at the end.
    ///
    /// A crash leaves the old database or the new one, each whole by itself, and perhaps a file with `.partial-` in its name, to be
    /// deleted. A crash in the last moment before a damaged file is replaced leaves it with its log beside it under the name
    /// `..-wal.old`.
    ///
    /// # Errors
    ///
    /// When the backup cannot be read, or is damaged or empty ([`is_corrupt`](Error::is_corrupt)); the target is the backup itself or open
    /// in this process ([`is_refused`](Error::is_refused)), or another program has it open ([`is_busy`](Error::is_busy)); there is no
    /// room ([`is_disk_full`](Error::is_disk_full)); and when a file cannot be written. The target is then as it was.
    ///
    /// A handle that was [opened to read](Database::open_read_only) a file that does not change takes no locks: it is not seen,
    /// and goes on reading the old file.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let (path, backup) = (directory.path().join("app.db"), directory.path().join("backup.db"));
    /// let db = Database::open(&path)?;
    /// db.create_tables(&schema!(Tag))?;
    /// db.insert(NewTag::builder().name("math").build()).run()?;
    /// db.backup(&backup)?;
    /// db.delete::<Tag>().all_rows().run()?;
    /// db.close()?;
    ///
    /// Database::restore_backup(&backup, &path)?;
    /// assert_eq!(Database::open(&path)?.select::<Tag>().count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn restore_backup(backup: impl AsRef<Path>, target: impl AsRef<Path>) -> Result<(), Error> {
        restore(backup.as_ref(), target.as_ref(), Cipher::default())
    }

    /// [`restore_backup`](Self::restore_backup) of a backup that is encrypted with this key. With the feature `sqlcipher`.
    ///
    /// The database that was there may have the same key, or none. The backup is read with locks, so that SQLite may leave a `-wal` and a
    /// `-shm` file beside it.
    ///
    /// # Errors
    ///
    /// As `restore_backup`, and when the key is not the backup's ([`is_corrupt`](Error::is_corrupt)). A database in the place of the
    /// target that has another key is one that SQLite cannot read: it is replaced as a damaged one is.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::{Database, Key};
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let (path, backup) = (directory.path().join("app.db"), directory.path().join("backup.db"));
    /// let key = Key::raw([7; 32]);
    /// let db = Database::options().path(&path).key(key.clone()).open()?;
    /// db.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// db.backup(&backup)?;
    /// db.execute_script("DROP TABLE notes")?;
    /// db.close()?;
    ///
    /// Database::restore_encrypted_backup(&backup, &path, &key)?;
    /// let db = Database::options().path(&path).key(key).open()?;
    /// db.execute_script("DROP TABLE notes")?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[cfg(feature = "sqlcipher")]
    pub fn restore_encrypted_backup(
        backup: impl AsRef<Path>,
        target: impl AsRef<Path>,
        key: &crate::Key,
    ) -> Result<(), Error> {
        restore(backup.as_ref(), target.as_ref(), Cipher(Some(key.clone())))
    }
}

fn restore(backup: &Path, target: &Path, cipher: Cipher) -> Result<(), Error> {
    cipher.check()?;
    let target = partial::place(target)?;
    let location = Location::new(backup)?;
    if let Location::File(path) = &location
        && fs::canonicalize(path).is_ok_and(|path| path == target)
    {
        return Err(Error::refused(format!("`{}` is the backup itself", target.display())));
    }
    refuse_open(&target)?;

    let mut options = Database::options().read_only(true).busy_timeout(TIMEOUT);
    options.cipher = cipher;
    let cipher = &options.cipher;
    let (source, _in_use) = connection::open(&options, &location)?;
    // What is checked is what is copied.
    let snapshot = source.unchecked_transaction().map_err(error::driver)?;
    let needed = size(&source)?;
    if needed == 0 {
        return Err(damaged(backup, "it is empty"));
    }
    // Checks may call functions of a program that are not registered here.
    source.execute_batch("PRAGMA ignore_check_constraints = 1").map_err(error::driver)?;
    source.collation_needed(|connection, name| connection.create_collation(name, Ord::cmp)).map_err(error::driver)?;
    if let Some(finding) = check(&source, Depth::Quick)?.first() {
        return Err(damaged(backup, &finding.message));
    }
    check_space(&target, needed)?;

    let partial = Partial::create(target, true)?;
    let mut go_on = |_| ControlFlow::Continue(());
    let mut pace = Pace { pages: u32::MAX, pause: Duration::ZERO, timeout: TIMEOUT, cipher, progress: &mut go_on };
    copy(&source, partial.path(), &mut pace)?;
    drop(snapshot);
    drop(source);
    if let Ok(old) = fs::metadata(partial.target()) {
        let set = fs::set_permissions(partial.path(), old.permissions());
        set.map_err(|error| error::file("set the mode of", partial.path(), &error))?;
    }
    replace(&partial, cipher)
}

fn damaged(backup: &Path, reason: &str) -> Error {
    let message = format!("the backup `{}` is not a whole database: {reason}", backup.display());
    error::opening(Condition::Corrupt, message)
}
