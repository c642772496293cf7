//! Indexes and triggers of a dropped table that no migration knows of: they go with it, and are made again when the table is
//! there again.

use orm_core::error::{Error, Verdict};
use orm_core::sql::quoted;
use rusqlite::Connection;

use crate::error;

/// What was around the tables that a script dropped.
#[derive(Debug, Default)]
pub(super) struct Surroundings(Vec<Around>);

#[derive(Debug)]
struct Around {
    kind: String,
    name: String,
    table: String,
    sql: String,
}

impl Surroundings {
    /// Remembers what goes with a table.
    pub(super) fn remember(&mut self, connection: &Connection, table: &str) -> Result<(), Error> {
        const AROUND: &str = "SELECT type, name, tbl_name, sql FROM sqlite_schema \
            WHERE type IN ('index', 'trigger') AND sql IS NOT NULL AND lower(tbl_name) = lower(?)";
        let read = || {
            let mut statement = connection.prepare(AROUND)?;
            let rows = statement.query_map([table], |row| {
                Ok(Around { kind: row.get(0)?, name: row.get(1)?, table: row.get(2)?, sql: row.get(3)? })
            })?;
            rows.collect::<Result<Vec<_>, _>>()
        };
        self.0.extend(read().map_err(|error| error::running(error, AROUND))?);
        Ok(())
    }

    /// Makes again what is missing, if its table is there, and says what that was. `name_before` says what a table was called
    /// before.
    pub(super) fn restore(
        &self,
        connection: &Connection,
        name_before: impl Fn(&str) -> String,
    ) -> Result<Vec<String>, Error> {
        let mut recreated = Vec::new();
        for around in &self.0 {
            if exists(connection, &around.kind, &around.name)? {
                continue;
            }
            if !exists(connection, "table", &around.table)? {
                // Its statement names the table that it was of.
                let is_it = |table: &&String| name_before(table).eq_ignore_ascii_case(&around.table);
                if let Some(now) = tables(connection)?.iter().find(is_it) {
                    let message = format!(
                        "the {} `{}` of `{}` is in no migration, and cannot be kept: its table is made anew, and then renamed \
                         to `{now}`; a migration of its own can rename it",
                        around.kind, around.name, around.table
                    );
                    return Err(Error::migration(Verdict::Decision, "cannot_keep", message));
                }
                continue;
            }
            let name = format!("{} `{}`", around.kind, around.name);
            // One statement, whatever a file was made to hold in its place.
            connection.execute(&around.sql, []).map_err(|cause| {
                let drop = format!("DROP {} {}", around.kind.to_ascii_uppercase(), quoted(&around.name));
                let cause = error::preparing(cause, &around.sql);
                let message = format!(
                    "the {name} of `{}` is in no migration, and cannot be kept: {cause}; `{drop};` in the migration gives it up",
                    around.table
                );
                Error::migration(Verdict::Decision, "cannot_keep", message).caused_by(cause)
            })?;
            recreated.push(name);
        }
        Ok(recreated)
    }
}

fn tables(connection: &Connection) -> Result<Vec<String>, Error> {
    const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    let read = || connection.prepare(TABLES)?.query_map([], |row| row.get(0))?.collect::<Result<Vec<_>, _>>();
    read().map_err(|error| error::running(error, TABLES))
}

fn exists(connection: &Connection, kind: &str, name: &str) -> Result<bool, Error> {
    const EXISTS: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = ? AND lower(name) = lower(?))";
    let found = connection.query_row(EXISTS, [kind, name], |row| row.get(0));
    found.map_err(|error| error::running(error, EXISTS))
}
