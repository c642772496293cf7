//! Foreign keys of the live database: who references whom, and which rows lead nowhere.

use std::collections::BTreeMap;

use orm_core::error::{Error, Verdict};
use rusqlite::Connection;

use crate::error;

/// A row without its parent: the table, the number of the row (none in a table without rowids), the parent's table.
type Orphan = (String, Option<i64>, String);

/// Rows whose foreign keys lead nowhere, and how many keys of each.
#[derive(Debug, Default)]
pub(super) struct Orphans(BTreeMap<Orphan, usize>);

/// How many of them an error names.
const SHOWN: usize = 5;

impl Orphans {
    /// <https://sqlite.org/pragma.html#pragma_foreign_key_check>
    pub(super) fn find(connection: &Connection) -> Result<Self, Error> {
        const CHECK: &str = "PRAGMA foreign_key_check";
        let read = || {
            let mut statement = connection.prepare(CHECK)?;
            let mut rows = statement.query([])?;
            let mut found = BTreeMap::new();
            while let Some(row) = rows.next()? {
                *found.entry((row.get(0)?, row.get(1)?, row.get(2)?)).or_default() += 1;
            }
            Ok(found)
        };
        read().map(Self).map_err(|error| error::running(error, CHECK))
    }

    pub(super) fn len(&self) -> usize {
        self.0.values().sum()
    }

    /// Fails if there are more than before.
    pub(super) fn compare(&self, before: &Self) -> Result<(), Error> {
        let is_new = |(orphan, count): &(&Orphan, &usize)| **count > before.0.get(*orphan).copied().unwrap_or_default();
        let new: Vec<&Orphan> = self.0.iter().filter(is_new).map(|(orphan, _)| orphan).collect();
        if new.is_empty() {
            return Ok(());
        }
        let shown: Vec<String> = new
            .iter()
            .take(SHOWN)
            .map(|(table, rowid, parent)| match rowid {
                Some(rowid) => format!("row {rowid} of `{table}` has no parent in `{parent}`"),
                None => format!("a row of `{table}` has no parent in `{parent}`"),
            })
            .collect();
        let message = format!("{} rows would be without their parents: {}", new.len(), shown.join(", "));
        Err(Error::migration(Verdict::Failed, "foreign_key_violations", message))
    }
}

/// The tables that reference a table, without itself.
pub(super) fn children(connection: &Connection, table: &str) -> Result<Vec<String>, Error> {
    const CHILDREN: &str = "SELECT DISTINCT t.name FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS k \
        WHERE t.type = 'table' AND lower(k.\"table\") = lower(?1) AND lower(t.name) <> lower(?1)";
    let read = || {
        let mut statement = connection.prepare(CHILDREN)?;
        let names = statement.query_map([table], |row| row.get(0))?;
        names.collect::<Result<Vec<String>, _>>()
    };
    read().map_err(|error| error::running(error, CHILDREN))
}
