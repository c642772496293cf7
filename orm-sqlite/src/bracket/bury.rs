//! Keeping undone what failed to be committed.
//!
//! In WAL mode a commit appends its pages, and waits for the disk. If that fails, all of them may stand in the WAL already. This
//! process knows that they do not count, but the next one to recover the WAL would not: so other bytes take their place.

use std::time::Duration;

use orm_core::error::Error;

use super::Bracket;
use crate::connection::Connection;
use crate::error;

/// Makes sure that a transaction whose commit failed stays undone.
///
/// # Errors
///
/// When nothing can be written. Then nobody knows whether the transaction will be there when the database is opened again.
pub(crate) fn bury(connection: &Connection) -> Result<(), Error> {
    const WAL: &str = "SELECT journal_mode = 'wal' FROM pragma_journal_mode";
    const CUT: &str = "PRAGMA wal_checkpoint(TRUNCATE)";
    let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
    if number(WAL).map_err(|error| error::running(error, WAL))? == 0 {
        return Ok(());
    }
    write_over(connection).or_else(|full| {
        // A disk without space may still have an empty WAL, if nobody reads it: to wait for that would be in vain.
        let cut = connection.busy_timeout(Duration::ZERO).and_then(|()| number(CUT));
        let restored = connection.busy_timeout(connection.patience());
        if matches!((cut, restored), (Ok(0), Ok(()))) { Ok(()) } else { Err(full) }
    })
}

/// Writes a transaction that changes nothing, in the WAL in the place of the one that failed.
fn write_over(connection: &Connection) -> Result<(), Error> {
    const VERSION: &str = "PRAGMA user_version";
    let bracket = Bracket::immediate(connection)?;
    let version: i64 =
        connection.query_row(VERSION, [], |row| row.get(0)).map_err(|error| error::running(error, VERSION))?;
    let written = connection.execute_batch(&format!("{VERSION} = {version}"));
    written.map_err(|error| error::running(error, VERSION))?;
    bracket.commit_once()
}
