//! Databases that get a key, another one, or lose it.

use std::fs;
use std::path::Path;

use orm_core::error::{Condition, Error};
use rusqlite::ErrorCode;

use super::copy::size;
use super::export::Export;
use super::partial::{self, Partial, check_space};
use crate::cipher::{Cipher, Key, set};
use crate::connection::read_only_name;
use crate::database::Database;
use crate::in_use::InUse;
use crate::{error, in_use};

impl Database {
    /// Gives an encrypted file that nobody has open another key. With the feature `sqlcipher`.
    ///
    /// All pages are checked and written anew, in one transaction: a crash leaves a file with the old key or with the new one. Its journal needs as
    /// much room as the file has. The database is taken out of WAL mode for it, and [opened](crate::Options::open) in WAL mode again.
    /// Backups keep the key that they have.
    ///
    /// # Errors
    ///
    /// When there is no file, `from` does not open it ([`is_corrupt`](Error::is_corrupt)), this process has it open
    /// ([`is_refused`](Error::is_refused)) or another one ([`is_busy`](Error::is_busy)); `to` is no key; there is no room
    /// ([`is_disk_full`](Error::is_disk_full)); the file is damaged, empty or read-only; and when it cannot be written ([`is_io`](Error::is_io)).
    /// The file then has its old key.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::{Database, Key};
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let (from, to) = (Key::raw([1; 32]), Key::raw([2; 32]));
    /// Database::options().path(&path).key(from.clone()).open()?.execute_script("CREATE TABLE notes (text TEXT)")?;
    ///
    /// Database::change_key(&path, &from, &to)?;
    /// assert!(Database::options().path(&path).key(from).open().is_err());
    /// Database::options().path(&path).key(to).open()?.execute_script("DROP TABLE notes")?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn change_key(path: impl AsRef<Path>, from: &Key, to: &Key) -> Result<(), Error> {
        from.check()?;
        to.check()?;
        let target = partial::place(path.as_ref())?;
        if in_use::is_in_use(&target) {
            let message =
                format!("this process has the database `{}` open: its key cannot be changed", target.display());
            return Err(Error::refused(message));
        }
        let _in_use = InUse::register(&target);
        rekey(&target, from, to)
    }

    /// Copies the database into a new file that has another key, or none: to encrypt a database that is not, and the other way. With the
    /// feature `sqlcipher`.
    ///
    /// It is what others see at one moment, table by table, with its rowids, indexes, views, triggers and sequences, `user_version`,
    /// `application_id`, encoding and `auto_vacuum`. The pages of an encrypted file have 4,096 bytes. Without WAL mode nobody writes meanwhile. The new file is read by its owner
    /// only, and takes its name when it is whole.
    /// [`restore_encrypted_backup`](Self::restore_encrypted_backup) puts it in the place of a database that is closed.
    ///
    /// # Errors
    ///
    /// When the database is in memory, or a file of that name is there ([`is_refused`](Error::is_refused)); the key is none; the
    /// schema calls a function or a collating sequence of the program, which a copy does not know; another connection has the lock for
    /// longer than the busy timeout ([`is_busy`](Error::is_busy)); there is no room ([`is_disk_full`](Error::is_disk_full)); and when a file
    /// cannot be written. There is no new file then.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::Key;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let (path, copy) = (directory.path().join("app.db"), directory.path().join("encrypted.db"));
    /// let db = Database::open(&path)?;
    /// db.create_tables(&schema!(Tag))?;
    /// let key = Key::raw([7; 32]);
    /// db.copy_with_key(&copy, Some(&key))?;
    ///
    /// assert_eq!(Database::options().path(&copy).key(key).open()?.select::<Tag>().count()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn copy_with_key(&self, path: impl AsRef<Path>, key: Option<&Key>) -> Result<(), Error> {
        let target = partial::place(path.as_ref())?;
        partial::refuse_existing(&target)?;
        let Some(path) = self.path() else {
            return Err(Error::refused("a database in memory has no file that could be copied with a key"));
        };
        let to = Cipher(key.cloned());
        to.check()?;
        let options = self.pool().options();
        let (source, _in_use) = self.connect()?;
        check_space(&target, size(&source)?)?;
        let name = if options.read_only { read_only_name(options, path)? } else { path.as_os_str().to_owned() };
        let partial = Partial::create(target, true)?;
        let export =
            Export { source: &source, name: &name, from: &options.cipher, to: &to, timeout: options.busy_timeout };
        export.run(partial.path())?;
        partial.place()
    }
}

fn rekey(target: &Path, from: &Key, to: &Key) -> Result<(), Error> {
    let place = target.display();
    let cannot = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => wrong_key(target),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            let message = format!("cannot change the key of `{place}`: another connection has it open");
            error::opening(Condition::Busy, message)
        }
        _ => error::opening_driver(&format!("`{place}`"), error),
    };
    let failed =
        |condition, reason: &str| error::opening(condition, format!("cannot change the key of `{place}`: {reason}"));
    if fs::metadata(target).is_ok_and(|metadata| metadata.len() == 0) {
        return Err(failed(Condition::NotADatabase, "the file is empty"));
    }
    let connection = Cipher(Some(from.clone())).connect(target).map_err(cannot)?;
    if connection.is_readonly(rusqlite::MAIN_DB).map_err(cannot)? {
        return Err(failed(Condition::ReadOnly, "the file is read-only"));
    }
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(cannot)?;
    if found != "ok" {
        return Err(failed(Condition::Corrupt, "the file is damaged"));
    }
    // As the one user of the database: a WAL has pages with the old key, and whoever reads them has it too.
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).map_err(cannot)?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").map_err(cannot)?;
    let size = size(&connection)?;
    // The journal has a few bytes more for each page.
    check_space(target, size.saturating_add(size / 32).saturating_add(1 << 16))?;
    // SQLCipher says no more than that it has failed, and not even that if the commit does.
    let set = set(&connection, "rekey", to);
    // It has the lock, which whoever opens the file below would wait for.
    drop(connection);
    if set.is_ok() && opens(target, to) {
        return Ok(());
    }
    if opens(target, from) {
        return Err(failed(Condition::Io, "it could not be written, and has its old key"));
    }
    Err(failed(Condition::Io, "it could not be written"))
}

/// Whether a key opens a file; what a commit has left undone is rolled back by that.
fn opens(target: &Path, key: &Key) -> bool {
    let connection = Cipher(Some(key.clone())).connect(target);
    connection.and_then(|connection| connection.query_row("PRAGMA schema_version", [], |_| Ok(()))).is_ok()
}

fn wrong_key(target: &Path) -> Error {
    let place = target.display();
    let message =
        format!("cannot open `{place}`: the file is not a SQLite database, or is not encrypted with this key");
    error::opening(Condition::NotADatabase, message)
}
