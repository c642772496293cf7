//! Databases that get a key, another one, or lose it.

use std::path::Path;

use orm_core::error::{Condition, Error};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use super::backup::is_open;
use super::copy::size;
use super::partial::{self, Partial, check_space};
use crate::cipher::{Cipher, Key, set};
use crate::database::Database;
use crate::{error, in_use};

impl Database {
    /// Gives an encrypted file that nobody has open another key. With the feature `sqlcipher`.
    ///
    /// All pages are written anew, in one transaction: a crash leaves a file with the old key or with the new one. Its journal needs as
    /// much room as the file has. The database is taken out of WAL mode for it, and [opened](crate::Options::open) in WAL mode again.
    /// Backups keep the key that they have.
    ///
    /// # Errors
    ///
    /// When there is no file, `from` does not open it ([`is_corrupt`](Error::is_corrupt)), this process has it open
    /// ([`is_refused`](Error::is_refused)) or another one ([`is_busy`](Error::is_busy)); `to` is no key; there is no room
    /// ([`is_disk_full`](Error::is_disk_full)); and when the file cannot be written. The file then has its old key.
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
        let changed = in_use::while_closed(&target, |target| rekey(target, from, to));
        changed.unwrap_or_else(|| Err(is_open(&target)))
    }

    /// Copies the database into a new file that has another key, or none: to encrypt a database that is not, and the other way. With the
    /// feature `sqlcipher`.
    ///
    /// It is what others see at one moment, table by table, with its indexes, views, triggers and sequences, `user_version` and
    /// `application_id`. The new file is read by its owner only, and takes its name when it is whole.
    /// [`restore_encrypted_backup`](Self::restore_encrypted_backup) puts it in the place of a database that is closed.
    ///
    /// # Errors
    ///
    /// When the database is in memory, or a file of that name is there ([`is_refused`](Error::is_refused)); the key is none; the
    /// schema calls a function or a collating sequence of the program, which a copy does not know; there is no room
    /// ([`is_disk_full`](Error::is_disk_full)); and when a file cannot be written. There is no new file then.
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
        let Some(source) = self.path() else {
            return Err(Error::refused("a database in memory has no file that could be copied with a key"));
        };
        key.map_or(Ok(()), Key::check)?;
        let cipher = &self.pool().options().cipher;
        let connection = cipher.connect(source).map_err(error::driver)?;
        connection.busy_timeout(self.busy_timeout()).map_err(error::driver)?;
        check_space(&target, size(&connection)?)?;
        let partial = Partial::create(target, true)?;
        export(&connection, &partial, key)?;
        drop(connection);
        partial.place()
    }
}

fn rekey(target: &Path, from: &Key, to: &Key) -> Result<(), Error> {
    let cannot = |error: rusqlite::Error| {
        let place = target.display();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => {
                let message = format!(
                    "cannot open `{place}`: the file is not a SQLite database, or is not encrypted with this key"
                );
                error::opening(Condition::NotADatabase, message)
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                let message = format!("cannot change the key of `{place}`: another connection has it open");
                error::opening(Condition::Busy, message)
            }
            _ => error::opening_driver(&format!("`{place}`"), error),
        }
    };
    let connection = Cipher(Some(from.clone())).connect(target).map_err(cannot)?;
    // As the one user of the database: a WAL has pages with the old key, and whoever reads them has it too.
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(())).map_err(cannot)?;
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT").map_err(cannot)?;
    check_space(target, size(&connection)?)?;
    set(&connection, "rekey", to).map_err(cannot)?;
    connection.close().map_err(|(_, error)| cannot(error))
}

/// Everything in a database, into the file of another one.
fn export(connection: &Connection, partial: &Partial, key: Option<&Key>) -> Result<(), Error> {
    let Some(name) = partial.path().to_str() else {
        return Err(Error::refused("SQLite takes the path of another database in UTF-8 only"));
    };
    let run = |sql: &str| connection.execute_batch(sql).map_err(|error| error::running(error, sql));
    // What the schema calls is called by this connection.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false).map_err(error::driver)?;
    // Tables are filled one after the other, parents after children.
    run("PRAGMA foreign_keys = OFF")?;
    let attach = "ATTACH ? AS copied KEY ?";
    let key = key.map(Key::text).unwrap_or_default();
    connection.execute(attach, [name, &key]).map_err(|error| error::running(error, attach))?;
    run("BEGIN")?;
    let export = "SELECT sqlcipher_export('copied')";
    connection.query_row(export, [], |_| Ok(())).map_err(|error| error::running(error, export))?;
    for pragma in ["user_version", "application_id"] {
        let number = connection.query_row(&format!("PRAGMA main.{pragma}"), [], |row| row.get::<_, i64>(0));
        run(&format!("PRAGMA copied.{pragma} = {}", number.map_err(error::driver)?))?;
    }
    run("COMMIT")?;
    run("DETACH copied")
}
