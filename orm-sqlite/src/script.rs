//! Raw scripts of several statements.

use orm_core::error::Error;
use rusqlite::fallible_iterator::FallibleIterator;
use rusqlite::{Batch, Connection};

use crate::attach::Room;
use crate::error;

/// How much of a script an error shows, if the statement in it cannot be told.
const SHOWN: usize = 200;

/// Runs the statements one by one. Rows that they give are dropped.
pub(crate) fn run(connection: &Connection, script: &str) -> Result<(), Error> {
    // SQLite ends the text there, silently.
    if script.as_bytes().contains(&0) {
        return Err(Error::refused("the script contains NUL"));
    }
    let mut batch = Batch::new(connection, script);
    loop {
        let next = batch.next().map_err(|error| unprepared(error, script))?;
        let Some(mut statement) = next else { break };
        // Nothing is bound, so that this is the text as it stands.
        let text = statement.expanded_sql().unwrap_or_default();
        let _room = Room::of(connection, &text);
        let mut rows = statement.raw_query();
        while rows.next().map_err(|error| error::running(error, text.trim()))?.is_some() {}
    }
    if connection.is_autocommit() {
        return Ok(());
    }
    // The checkout rolls it back.
    Err(Error::refused("the script leaves a transaction open, which is rolled back"))
}

#[cold]
fn unprepared(error: rusqlite::Error, script: &str) -> Error {
    let text = match &error {
        rusqlite::Error::SqlInputError { sql, .. } => sql.trim_start(),
        _ => script,
    };
    let shown: String = text.chars().take(SHOWN).collect();
    error::preparing(error, &shown)
}
