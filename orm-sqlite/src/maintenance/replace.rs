//! A database put in the place of another, so that no moment has the new file beside the log of the old one.
//!
//! SQLite reads a `-wal` or `-journal` file by its name: one that stays behind would be read as a part of the new database
//! (<https://sqlite.org/howtocorrupt.html>, section 1.4). The old database is therefore closed before: as the last one that uses it,
//! SQLite writes the log into the file and deletes it. Only then one file takes the name of the other.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::Duration;

use orm_core::error::{Condition, Error};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode};

use super::backup::is_open;
use super::partial::{BESIDE, Partial, sync_folder};
use crate::cipher::Cipher;
use crate::location::beside;
use crate::{error, in_use};

/// Puts a new database in its place. The old one stays until it is there.
pub(super) fn replace(partial: &Partial, cipher: &Cipher) -> Result<(), Error> {
    partial.sync()?;
    let swapped = in_use::while_closed(partial.target(), |_| swap(partial, cipher));
    swapped.unwrap_or_else(|| Err(is_open(partial.target())))?;
    sync_folder(partial.target())
}

fn swap(partial: &Partial, cipher: &Cipher) -> Result<(), Error> {
    let target = partial.target();
    let held = hold(target, cipher)?;
    // Of a whole database nothing is there any more.
    let aside = Aside::take(target).map_err(|error| error::file("rename the files beside", target, &error))?;
    // Windows renames no file over one that is open.
    let held = if cfg!(windows) { None } else { held };
    match partial.rename() {
        Ok(()) => {
            drop(held);
            aside.remove();
            Ok(())
        }
        Err(error) => {
            aside.put_back();
            Err(error::file("replace", target, &error))
        }
    }
}

/// Locks the old database, so that nobody else has it open until the connection is dropped, and makes it one file. `None` where there
/// is nothing to lock: no file, or one that SQLite cannot read.
fn hold(target: &Path, cipher: &Cipher) -> Result<Option<Connection>, Error> {
    match fs::metadata(target) {
        Ok(found) if found.len() == 0 => return Ok(None),
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error::file("replace", target, &error)),
    }
    let taken = match take_out_of_wal(target, cipher) {
        // What is to be encrypted may not have been so.
        Err(error) if cipher.is_some() && error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
            take_out_of_wal(target, &Cipher::default())
        }
        taken => taken,
    };
    match taken {
        Ok(Some(connection)) => Ok(Some(connection)),
        Ok(None) => Err(busy(target)),
        Err(error) if is_busy(&error) => Err(busy(target)),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => {
            let message = format!("cannot replace `{}`: the file is read-only", target.display());
            Err(error::opening(Condition::ReadOnly, message))
        }
        // A damaged database is what a backup is for.
        Err(_) => match is_held(target) {
            Err(error) if is_busy(&error) => Err(busy(target)),
            _ => Ok(None),
        },
    }
}

/// Leaves WAL mode, which only the one user of a database can, and keeps the lock. `None` if another has it in WAL mode again by then.
fn take_out_of_wal(target: &Path, cipher: &Cipher) -> Result<Option<Connection>, rusqlite::Error> {
    let connection = open(target, cipher)?;
    let set =
        |mode: &str| connection.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |row| row.get::<_, String>(0));
    set("DELETE")?;
    // No journal in a file: it would be deleted by its name, which belongs to the new database when this is dropped.
    set("MEMORY")?;
    connection.execute_batch("BEGIN EXCLUSIVE")?;
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))?;
    Ok((mode == "memory").then_some(connection))
}

/// Asks for the lock of a file that SQLite cannot read.
fn is_held(target: &Path) -> Result<(), rusqlite::Error> {
    let connection = open(target, &Cipher::default())?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    // In WAL mode too, this is a lock that nobody else has any of.
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE")
}

fn open(target: &Path, cipher: &Cipher) -> Result<Connection, rusqlite::Error> {
    let connection = cipher.connect(target)?;
    // Whoever has the database open will not be done in a few seconds.
    connection.busy_timeout(Duration::ZERO)?;
    Ok(connection)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn busy(target: &Path) -> Error {
    let message = format!("cannot replace the database `{}`: another connection has it open", target.display());
    error::opening(Condition::Busy, message)
}

/// The files beside a damaged database, under other names.
struct Aside(Vec<(PathBuf, PathBuf)>);

impl Aside {
    fn take(target: &Path) -> io::Result<Self> {
        let mut aside = Self(Vec::new());
        for suffix in BESIDE {
            let (from, to) = (beside(target, suffix), beside(target, &format!("{suffix}.old")));
            match fs::rename(&from, &to) {
                Ok(()) => aside.0.push((from, to)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    aside.put_back();
                    return Err(error);
                }
            }
        }
        Ok(aside)
    }

    fn put_back(self) {
        for (from, to) in self.0 {
            // The error of the renaming before says more.
            let _ = fs::rename(to, from);
        }
    }

    fn remove(self) {
        for (_, to) in self.0 {
            // Nobody reads it under this name.
            let _ = fs::remove_file(to);
        }
    }
}
