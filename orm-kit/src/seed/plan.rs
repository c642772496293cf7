//! The order in which tables are filled, and the foreign keys that wait until all rows are there.

use orm_sqlite::Error;
use orm_sqlite::migrate::{ForeignKeyConstraint, Table};

/// A table, when it is its turn.
pub(super) struct Step<'a> {
    pub(super) table: &'a Table,
    /// The foreign keys that are `NULL` at first.
    pub(super) later: Vec<&'a ForeignKeyConstraint>,
}

impl Step<'_> {
    pub(super) fn waits(&self, key: &ForeignKeyConstraint) -> bool {
        self.later.iter().any(|other| std::ptr::eq(*other, key))
    }
}

/// Each table after those that it references; a key that would close a circle waits.
pub(super) fn steps<'a>(tables: &[&'a Table]) -> Result<Vec<Step<'a>>, Error> {
    let mut open: Vec<&'a Table> = tables.to_vec();
    let mut steps = Vec::new();
    while !open.is_empty() {
        let free = open.iter().position(|table| blocking(table, &open).next().is_none());
        let (at, later) = match free {
            Some(at) => (at, Vec::new()),
            None => break_circle(&open)?,
        };
        steps.push(Step { table: open.remove(at), later });
    }
    Ok(steps)
}

/// The foreign keys of a table to others that are not filled yet.
fn blocking<'a>(table: &'a Table, open: &[&Table]) -> impl Iterator<Item = &'a ForeignKeyConstraint> {
    let is_open = move |name: &str| {
        !name.eq_ignore_ascii_case(&table.name) && open.iter().any(|other| other.name.eq_ignore_ascii_case(name))
    };
    table.foreign_keys.iter().filter(move |key| is_open(&key.table))
}

/// A table of a circle whose keys in the way can wait.
fn break_circle<'a>(open: &[&'a Table]) -> Result<(usize, Vec<&'a ForeignKeyConstraint>), Error> {
    let in_circle = |table: &&&Table| reaches_itself(table, open);
    let mut fixed = None;
    for (at, table) in open.iter().enumerate().filter(|(_, table)| in_circle(table)) {
        let keys: Vec<_> = blocking(table, open).collect();
        match keys.iter().find(|key| !can_wait(table, key)) {
            None => return Ok((at, keys)),
            Some(key) => {
                fixed.get_or_insert_with(|| format!("{}.{}", table.name, key.columns.join(", ")));
            }
        }
    }
    let place = fixed.unwrap_or_default();
    Err(Error::custom(format!(
        "`{place}` is in a circle of foreign keys none of which may be NULL, so that no row can be the first"
    )))
}

fn reaches_itself(table: &Table, open: &[&Table]) -> bool {
    let mut seen: Vec<&str> = Vec::new();
    let mut next: Vec<&Table> = vec![table];
    while let Some(from) = next.pop() {
        for key in blocking(from, open) {
            if key.table.eq_ignore_ascii_case(&table.name) {
                return true;
            }
            if !seen.contains(&key.table.as_str()) {
                seen.push(&key.table);
                next.extend(open.iter().copied().filter(|other| other.name.eq_ignore_ascii_case(&key.table)));
            }
        }
    }
    false
}

/// Whether a key may be `NULL`: one `NULL` is enough.
fn can_wait(table: &Table, key: &ForeignKeyConstraint) -> bool {
    key.columns.iter().any(|column| is_nullable(table, column))
}

/// Whether a column may be `NULL`. One of the primary key is taken for one that may not, even where SQLite lets it.
pub(super) fn is_nullable(table: &Table, column: &str) -> bool {
    !in_key(table, column) && table.column(column).is_some_and(|column| !column.not_null && column.generated.is_none())
}

/// Whether a column is in the primary key.
pub(super) fn in_key(table: &Table, column: &str) -> bool {
    key_columns(table).any(|name| name.eq_ignore_ascii_case(column))
}

/// The columns of the primary key.
pub(super) fn key_columns(table: &Table) -> impl Iterator<Item = &str> {
    table.primary_key.iter().flat_map(|key| &key.parts).filter_map(|part| part.column.as_deref())
}
