//! Keeping statements from other databases: SQLite's own limit on how many are attached is zero, unless the options say otherwise.
//!
//! A limit holds wherever a statement comes from, costs nothing where none attaches, and is asked when the statement runs, before
//! it looks at the file. An authorizer would be asked for each table of each statement that is prepared, and a search for the word
//! would be wrong in a script. What the limit would stop too is `VACUUM`, which attaches the file that it makes.

use rusqlite::Connection;
use rusqlite::limits::Limit;

use crate::statement::is_vacuum;

/// What SQLite says of an `ATTACH` when the limit is zero.
pub(crate) const DENIED: &str = "too many attached databases - max 0";

/// What is said instead.
pub(crate) const REFUSAL: &str = "`ATTACH` is off, because it reaches any file: `Options::allow_attach` turns it on";

/// Room for the file of a `VACUUM` as long as this lives; for no other statement.
#[derive(Debug)]
pub(crate) struct Room<'c>(Option<&'c Connection>);

impl<'c> Room<'c> {
    pub(crate) fn of(connection: &'c Connection, statement: &str) -> Self {
        let closed = || matches!(connection.limit(Limit::SQLITE_LIMIT_ATTACHED), Ok(0));
        // Where the limit cannot be set, the statement fails as it would without.
        let opened = || connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 1).is_ok();
        Self((is_vacuum(statement) && closed() && opened()).then_some(connection))
    }
}

impl Drop for Room<'_> {
    fn drop(&mut self) {
        if let Some(connection) = self.0 {
            // SQLite sets any limit that is not negative.
            let _ = connection.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0);
        }
    }
}
