//! The connection while migrations run: taken exclusively, with settings of its own.

use std::time::Duration;

use orm_core::error::{Condition, Error, Verdict};
use orm_core::sql::quoted;
use rusqlite::config::DbConfig;

use super::Settings;
use super::apply::Context;
use super::authorize::Authorizer;
use super::watch::Watch;
use crate::bracket::{Bracket, bury};
use crate::change::Recorder;
use crate::cipher::Cipher;
use crate::database::Database;
use crate::error;
use crate::pool::Checkout;

pub(super) struct Session<'db> {
    db: &'db Database,
    pub(super) connection: Checkout<'db>,
    pub(super) authorizer: Authorizer,
    watch: Watch,
    /// The databases and temporary objects that the connection had before.
    attached: Vec<String>,
    temporary: Vec<(String, String)>,
    open: bool,
}

impl<'db> Session<'db> {
    /// Sets what a migration needs, and reads it back: SQLite ignores what it cannot do.
    pub(super) fn open(db: &'db Database, settings: &Settings) -> Result<Self, Error> {
        let mut connection = db.checkout()?;
        if db.is_read_only() || connection.is_readonly(rusqlite::MAIN_DB).unwrap_or(true) {
            let message = "the database is read-only: a migration writes to it".to_owned();
            return Err(error::opening(Condition::ReadOnly, message));
        }
        let (attached, temporary) = (databases(&connection)?, temporary(&connection)?);
        let authorizer = Authorizer::install(&mut connection)?;
        let watch = Watch::install(&mut connection, settings)?;
        let session = Self { db, connection, authorizer, watch, attached, temporary, open: true };
        session.set(settings.lock_timeout)?;
        Ok(session)
    }

    /// Where a file is run.
    pub(super) fn context<'a>(&'a self, settings: &'a Settings) -> Context<'a> {
        Context {
            connection: &self.connection,
            authorizer: &self.authorizer,
            watch: &self.watch,
            settings,
            database: self.db,
        }
    }

    pub(super) fn set(&self, lock_timeout: Duration) -> Result<(), Error> {
        let set = || {
            self.connection.set_patience(lock_timeout)?;
            self.connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
            self.connection.execute_batch("PRAGMA legacy_alter_table = OFF; PRAGMA synchronous = FULL")
        };
        set().map_err(|error| error::running(error, "PRAGMA"))?;
        // With foreign keys on, dropping a table deletes its rows first, and with them those of its children.
        for (pragma, expected) in [("foreign_keys", 0), ("legacy_alter_table", 0), ("synchronous", 2)] {
            let found: i64 = self
                .connection
                .query_row(&format!("PRAGMA {pragma}"), [], |row| row.get(0))
                .map_err(|error| error::running(error, pragma))?;
            if found != expected {
                let message = format!("the setting `{pragma}` is {found}, and a migration needs {expected}");
                return Err(Error::migration(Verdict::Failed, "setting", message));
            }
        }
        Ok(())
    }

    /// A transaction that has the write lock.
    pub(super) fn begin(&self) -> Result<Bracket<'_>, Error> {
        Bracket::immediate(&self.connection).map_err(|error| {
            if error.is_busy() {
                let message = "another process has the database locked";
                return Error::migration(Verdict::Locked, "locked", message).caused_by(error);
            }
            error
        })
    }

    /// Reads the database through another connection, if it is in a file: this one may have seen what did not reach it.
    pub(super) fn reopened<T>(&self, read: impl FnOnce(&rusqlite::Connection) -> Result<T, Error>) -> Result<T, Error> {
        let Some(path) = self.db.path() else { return read(&self.connection) };
        let other = self.cipher().connect(path);
        read(&other.map_err(|error| error::opening_driver("the database again", error))?)
    }

    /// What opens the file.
    pub(super) fn cipher(&self) -> &Cipher {
        &self.db.pool().options().cipher
    }

    /// As [`bury`](crate::bracket::bury).
    pub(super) fn bury(&self) -> Result<(), Error> {
        bury(&self.connection)
    }

    /// Reads what was committed while this connection has the write lock and has written nothing.
    pub(super) fn outside_of_lock<T>(
        &self,
        read: impl FnOnce(&rusqlite::Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        if self.db.path().is_some() {
            return self.reopened(read);
        }
        self.connection.end_transaction()?;
        let result = read(&self.connection);
        let begin = "BEGIN IMMEDIATE";
        self.connection.execute_batch(begin).map_err(|error| error::running(error, begin))?;
        result
    }

    /// Gives the connection back with its own settings.
    pub(super) fn close(mut self) -> Result<(), Error> {
        self.open = false;
        self.restore().inspect_err(|_| self.connection.discard())
    }

    fn restore(&mut self) -> Result<(), Error> {
        Authorizer::remove(&mut self.connection);
        Watch::remove(&mut self.connection);
        self.connection.end_transaction()?;
        Recorder::resume(self.connection.connection_mut())?;
        // A temporary table would go on hiding the one of its name from whoever has the connection next.
        for (kind, name) in temporary(&self.connection)?.iter().filter(|object| !self.temporary.contains(object)) {
            let drop = format!("DROP {kind} IF EXISTS temp.{}", quoted(name));
            self.connection.execute_batch(&drop).map_err(|error| error::running(error, &drop))?;
        }
        for name in databases(&self.connection)?.iter().filter(|name| !self.attached.contains(name)) {
            let detach = format!("DETACH {}", quoted(name));
            self.connection.execute_batch(&detach).map_err(|error| error::running(error, &detach))?;
        }
        let reset = self.connection.execute_batch("PRAGMA legacy_alter_table = OFF");
        reset.map_err(|error| error::running(error, "PRAGMA legacy_alter_table"))?;
        self.db.restore(&self.connection)
    }
}

/// The names of the databases of a connection, without those that every connection has.
fn databases(connection: &rusqlite::Connection) -> Result<Vec<String>, Error> {
    const DATABASES: &str = "SELECT name FROM pragma_database_list WHERE name NOT IN ('main', 'temp')";
    let read = || connection.prepare(DATABASES)?.query_map([], |row| row.get(0))?.collect::<Result<Vec<_>, _>>();
    read().map_err(|error| error::running(error, DATABASES))
}

/// The kinds and names of a connection's temporary objects: triggers, then views, then tables with their indexes.
fn temporary(connection: &rusqlite::Connection) -> Result<Vec<(String, String)>, Error> {
    const OBJECTS: &str = "SELECT type, name FROM sqlite_temp_schema WHERE type <> 'index' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
        ORDER BY type = 'table', type = 'view'";
    let read = || {
        let mut statement = connection.prepare(OBJECTS)?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<Vec<_>, _>>()
    };
    read().map_err(|error| error::running(error, OBJECTS))
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        if self.open && self.restore().is_err() {
            self.connection.discard();
        }
    }
}
