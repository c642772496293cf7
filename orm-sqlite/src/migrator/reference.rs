//! Foreign keys of the live database: who references whom, and which rows lead nowhere.

use std::collections::BTreeMap;

use orm_core::error::{Error, Verdict};
use orm_core::migrate::counted;
use rusqlite::Connection;

use crate::error;
use crate::maintenance::{Violation, each_violation};

/// A row without its parent: the table, the number of the row (none in a table without rowids), the parent's table.
type Orphan = (String, Option<i64>, String);

/// Rows whose foreign keys lead nowhere, and how many keys of each.
#[derive(Debug, Default)]
pub(super) struct Orphans {
    rows: BTreeMap<Orphan, usize>,
    /// The tables with a reference to columns that are no key.
    mismatched: Vec<String>,
}

/// How many of them an error names.
const SHOWN: usize = 5;

impl Orphans {
    /// <https://sqlite.org/pragma.html#pragma_foreign_key_check>
    pub(super) fn find(connection: &Connection) -> Result<Self, Error> {
        let mut found = Self::default();
        each_violation(connection, &mut |violation| {
            match violation {
                Violation::Orphan { table, rowid, parent, .. } => {
                    *found.rows.entry((table, rowid, parent)).or_default() += 1;
                }
                Violation::Mismatch { table, .. } => found.mismatched.push(table),
            }
            Ok(())
        })?;
        Ok(found)
    }

    pub(super) fn len(&self) -> usize {
        self.rows.values().sum()
    }

    /// Fails if there are more than before. `name_before` says what a table was called then.
    pub(super) fn compare(&self, before: &Self, name_before: impl Fn(&str) -> String) -> Result<(), Error> {
        let is_before = |table: &str| before.mismatched.contains(&name_before(table));
        if let Some(table) = self.mismatched.iter().find(|table| !is_before(table)) {
            let message = format!("`{table}` would reference columns that are no key of their table");
            return Err(Error::migration(Verdict::Failed, "foreign_key_mismatch", message));
        }
        let mut names: BTreeMap<&str, String> = BTreeMap::new();
        for name in self.rows.keys().flat_map(|(table, _, parent)| [table, parent]) {
            names.entry(name).or_insert_with(|| name_before(name));
        }
        let is_new = |((table, rowid, parent), count): &(&Orphan, &usize)| {
            let orphan = (names[table.as_str()].clone(), *rowid, names[parent.as_str()].clone());
            **count > before.rows.get(&orphan).copied().unwrap_or_default()
        };
        let new: Vec<&Orphan> = self.rows.iter().filter(is_new).map(|(orphan, _)| orphan).collect();
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
        let without = if new.len() == 1 { "its parent" } else { "their parents" };
        let message = format!("{} would be without {without}: {}", counted(new.len(), "row"), shown.join(", "));
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
