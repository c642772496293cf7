//! A connection by hand, with the settings that orm-sqlite gives to its own (`orm-sqlite/src/connection.rs`).

use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use workloads::{Place, Workload};

/// An open database, filled with the rows of the workload.
pub(crate) fn open(workload: Workload, place: &Place) -> Connection {
    let connection = empty(place).expect("the settings are those of orm-sqlite");
    connection.execute_batch(&workload.script()).expect("the script runs");
    connection
}

/// A connection to an empty database.
pub(crate) fn empty(place: &Place) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = match place {
        Place::Memory => Connection::open_in_memory_with_flags(flags)?,
        Place::File(path) => Connection::open_with_flags(path, flags)?,
    };
    connection.set_prepared_statement_cache_capacity(128);
    connection.busy_timeout(Duration::from_secs(5))?;
    for (config, on) in [
        (DbConfig::SQLITE_DBCONFIG_DQS_DDL, false),
        (DbConfig::SQLITE_DBCONFIG_DQS_DML, false),
        (DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false),
        (DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true),
        (DbConfig::SQLITE_DBCONFIG_ENABLE_ATTACH_CREATE, false),
    ] {
        connection.set_db_config(config, on)?;
    }
    connection.execute_batch("PRAGMA cell_size_check = 1; PRAGMA journal_size_limit = 67108864;")?;
    if let Place::File(_) = place {
        connection.execute_batch("PRAGMA synchronous = 1; PRAGMA mmap_size = 0; PRAGMA journal_mode = wal;")?;
    }
    rusqlite::vtab::array::load_module(&connection)?;
    Ok(connection)
}
