//! The table in which a database says what it has been through.

use std::time::{SystemTime, UNIX_EPOCH};

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{Applied, LEDGER, Migration};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS \"__orm_migrations\" (\n    \"id\" INTEGER PRIMARY KEY,\n    \"name\" TEXT NOT NULL UNIQUE,\n    \
    \"checksum\" TEXT NOT NULL,\n    \"sql\" TEXT NOT NULL,\n    \"down\" TEXT,\n    \"schema_hash\" TEXT NOT NULL,\n    \
    \"tool_version\" TEXT NOT NULL,\n    \"started_at\" INTEGER NOT NULL,\n    \"finished_at\" INTEGER\n) STRICT";

const SELECT: &str = "SELECT name, checksum, sql, down, schema_hash, finished_at FROM \"__orm_migrations\" ORDER BY id";

const INSERT: &str = "INSERT INTO \"__orm_migrations\" \
    (name, checksum, sql, down, schema_hash, tool_version, started_at, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";

/// Whether there is one.
pub(super) fn exists(connection: &Connection) -> Result<bool, Error> {
    const EXISTS: &str = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND lower(name) = ?";
    let found = connection.query_row(EXISTS, [LEDGER], |_| Ok(())).optional();
    Ok(found.map_err(|error| error::running(error, EXISTS))?.is_some())
}

pub(super) fn create(connection: &Connection) -> Result<(), Error> {
    connection.execute_batch(CREATE).map_err(|error| error::running(error, CREATE))
}

/// What was applied, in that order; nothing if there is no ledger.
pub(super) fn read(connection: &Connection) -> Result<Vec<Applied>, Error> {
    if !exists(connection)? {
        return Ok(Vec::new());
    }
    let read = || {
        let mut statement = connection.prepare(SELECT)?;
        let rows = statement.query_map([], |row| {
            Ok(Applied {
                name: row.get(0)?,
                checksum: row.get(1)?,
                sql: row.get(2)?,
                down: row.get(3)?,
                schema_hash: row.get(4)?,
                finished_at: row.get(5)?,
            })
        })?;
        rows.collect::<Result<Vec<_>, _>>()
    };
    read().map_err(|error| {
        let message = format!("the table `{LEDGER}` is not as it was made: somebody has changed it");
        Error::migration(Verdict::History, "bad_ledger", message).caused_by(error::running(error, SELECT))
    })
}

/// Writes a migration down. `finished` is false before one that runs outside of a transaction.
pub(super) fn insert(
    connection: &Connection,
    migration: &Migration,
    schema_hash: &str,
    started_at: i64,
    finished: bool,
) -> Result<(), Error> {
    let finished_at = finished.then(now);
    let values = params![
        migration.name(),
        migration.checksum(),
        migration.up(),
        migration.down(),
        schema_hash,
        env!("CARGO_PKG_VERSION"),
        started_at,
        finished_at
    ];
    connection.execute(INSERT, values).map(drop).map_err(|error| error::running(error, INSERT))
}

/// Moves a row that is the newest behind others, if there is room: where one was that was taken away.
pub(super) fn put_behind(connection: &Connection, name: &str, older: &[&str]) -> Result<(), Error> {
    const IDS: &str = "SELECT id, name FROM \"__orm_migrations\" ORDER BY id";
    const UPDATE: &str = "UPDATE \"__orm_migrations\" SET id = ? WHERE name = ?";
    let read = || {
        let mut statement = connection.prepare(IDS)?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        rows.collect::<Result<Vec<(i64, String)>, _>>()
    };
    let ids = read().map_err(|error| error::running(error, IDS))?;
    let last = ids.iter().rev().find(|(_, own)| older.contains(&own.as_str())).map_or(0, |(id, _)| *id);
    if ids.iter().any(|(id, own)| *id == last + 1 || own == name && *id <= last) {
        return Ok(());
    }
    connection.execute(UPDATE, params![last + 1, name]).map(drop).map_err(|error| error::running(error, UPDATE))
}

/// Says that one that runs outside of a transaction has ended.
pub(super) fn finish(connection: &Connection, name: &str, schema_hash: &str) -> Result<(), Error> {
    const UPDATE: &str = "UPDATE \"__orm_migrations\" SET finished_at = ?, schema_hash = ? WHERE name = ?";
    let done = connection.execute(UPDATE, params![now(), schema_hash, name]);
    done.map(drop).map_err(|error| error::running(error, UPDATE))
}

pub(super) fn delete(connection: &Connection, name: &str) -> Result<(), Error> {
    const DELETE: &str = "DELETE FROM \"__orm_migrations\" WHERE name = ?";
    connection.execute(DELETE, [name]).map(drop).map_err(|error| error::running(error, DELETE))
}

/// Milliseconds since 1970.
pub(super) fn now() -> i64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)
}
