//! Writes that fail because a test wants them to, with the feature `testing`.

use orm_core::error::Error;

use crate::connection::Connection;
#[cfg(feature = "testing")]
use crate::error;
#[cfg(feature = "testing")]
use crate::testing::Moment;

/// Fails if a write is to fail now.
#[cold]
#[cfg_attr(not(feature = "testing"), allow(clippy::unnecessary_wraps, reason = "nothing fails without the feature"))]
pub(crate) fn check_write(connection: &Connection, sql: &str) -> Result<(), Error> {
    #[cfg(feature = "testing")]
    {
        let in_transaction = !connection.is_autocommit();
        strike(connection, sql, Moment::Write { in_transaction })
    }
    #[cfg(not(feature = "testing"))]
    {
        let _ = (connection, sql);
        Ok(())
    }
}

/// Fails if the beginning or the end of a transaction is to fail now.
#[cold]
#[cfg_attr(not(feature = "testing"), allow(clippy::unnecessary_wraps, reason = "nothing fails without the feature"))]
pub(super) fn check_control(connection: &Connection, sql: &str) -> Result<(), Error> {
    #[cfg(feature = "testing")]
    match sql {
        "BEGIN IMMEDIATE" | "BEGIN EXCLUSIVE" => return strike(connection, sql, Moment::Begin),
        "COMMIT" => return strike(connection, sql, Moment::Commit),
        _ => {}
    }
    let _ = (connection, sql);
    Ok(())
}

#[cfg(feature = "testing")]
fn strike(connection: &Connection, sql: &str, moment: Moment) -> Result<(), Error> {
    let Some(fault) = connection.observed().observation.fault(moment) else { return Ok(()) };
    // As SQLite does when the disk is full, and when it cannot be written to.
    if !connection.is_autocommit() {
        connection.execute_batch("ROLLBACK").map_err(|error| error::running(error, "ROLLBACK"))?;
    }
    Err(error::running(fault, sql))
}
