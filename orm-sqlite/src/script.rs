//! Raw scripts of several statements.

use orm_core::error::Error;
use rusqlite::Batch;
use rusqlite::fallible_iterator::FallibleIterator;

use crate::attach::Room;
use crate::change::{Recorder, Tables};
use crate::connection::Connection;
use crate::{collation, error};

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
        let (next, tables) = match connection.recorder() {
            None => (batch.next(), None),
            Some(recorder) => {
                let (next, tables) = recorder.prepare(|| batch.next());
                (next, Some((&**recorder, tables)))
            }
        };
        let Some(mut statement) = next.map_err(|error| unprepared(error, script))? else { break };
        // Nothing is bound, so that this is the text as it stands.
        let text = statement.expanded_sql().unwrap_or_default();
        let _room = Room::of(connection, &text);
        let ran = recorded(connection, tables, || {
            let mut rows = statement.raw_query();
            while rows.next().map_err(|error| error::running(error, text.trim()))?.is_some() {}
            Ok(())
        });
        collation::checked(ran)?;
    }
    if connection.is_autocommit() {
        return Ok(());
    }
    // The checkout rolls it back.
    Err(Error::refused("the script leaves a transaction open, which is rolled back"))
}

/// Runs a statement, which may begin or end a transaction, and writes down what it does if somebody wants to know.
fn recorded(
    connection: &Connection,
    tables: Option<(&Recorder, Box<Tables>)>,
    run: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    let Some((recorder, mut tables)) = tables else { return run() };
    let begun = recorder.begin(&tables);
    let ran = run();
    recorder.end(connection, &mut tables, begun, ran.is_ok());
    recorder.settle(connection.is_autocommit());
    ran
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
