//! The schema of a live database, read from the statements that SQLite keeps: <https://sqlite.org/schematab.html>.

use orm_core::error::Error;
use orm_core::migrate::{LEDGER, Snapshot};
use rusqlite::Connection;

use crate::database::Database;
use crate::error;

/// All that a program or a person made: not what SQLite keeps for itself, not what a virtual table stores its rows in.
const OBJECTS: &str = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' \
    AND name NOT IN (SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow') \
    AND lower(name) <> ?1 AND lower(tbl_name) <> ?1 \
    ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid";

impl Database {
    /// The schema that the database has now: tables, indexes, views, triggers and virtual tables, without the table in which
    /// migrations are written down.
    ///
    /// It equals [`Snapshot::of`] the structs when both mean the same.
    ///
    /// # Errors
    ///
    /// When the database cannot be read, or keeps a statement that is not understood.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let db = Database::open_in_memory()?;
    /// db.create_tables(&schema!(User, Post))?;
    /// assert_eq!(db.inspect()?, Snapshot::of(&schema!(Post, User))?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn inspect(&self) -> Result<Snapshot, Error> {
        snapshot(&*self.checkout()?)
    }
}

/// The schema of the main database of a connection.
pub(crate) fn snapshot(connection: &Connection) -> Result<Snapshot, Error> {
    let read = || {
        let mut statement = connection.prepare(OBJECTS)?;
        let rows = statement.query_map([LEDGER], |row| row.get::<_, String>(1))?;
        rows.collect::<Result<Vec<_>, _>>()
    };
    Snapshot::parse(read().map_err(|error| error::running(error, OBJECTS))?)
}
