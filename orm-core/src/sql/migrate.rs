//! The statements of migrations: `ALTER TABLE`, the copy of a table that is built anew, and guards.

mod aside;
mod convert;
mod guard;

use super::quoted;
use crate::migrate::{ForeignKeyConstraint, NEW};
use crate::schema::ReferentialAction;

pub(crate) use aside::{
    DEFER, delete_rows, drop_aside, missing_rows, put_back, put_mark_back, put_table_back, set_aside, set_mark_aside,
    set_table_aside,
};
pub(crate) use convert::{Class, cast, is_lossless, stored};
pub(crate) use guard::{Computed, Grouped, Rows, guard};

pub(crate) fn rename_table(from: &str, to: &str) -> String {
    format!("ALTER TABLE {} RENAME TO {}", quoted(from), quoted(to))
}

pub(crate) fn rename_column(table: &str, from: &str, to: &str) -> String {
    format!("ALTER TABLE {} RENAME COLUMN {} TO {}", quoted(table), quoted(from), quoted(to))
}

/// `definition` is what `CREATE TABLE` has for the column; a foreign key of the table stands beside the column here.
pub(crate) fn add_column(table: &str, definition: &str, keys: &[&ForeignKeyConstraint]) -> String {
    let mut sql = format!("ALTER TABLE {} ADD COLUMN {definition}", quoted(table));
    // A comment in it ends with its line, not with the statement.
    if !keys.is_empty() && definition.contains("--") {
        sql.push('\n');
    }
    for key in keys {
        sql.push_str(&references(key));
    }
    sql
}

fn references(key: &ForeignKeyConstraint) -> String {
    let columns = key.references.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ");
    let action = |event: &str, action: Option<ReferentialAction>| {
        action.map(|action| format!(" ON {event} {}", action.sql())).unwrap_or_default()
    };
    format!(
        " REFERENCES {} ({columns}){}{}{}",
        quoted(&key.table),
        action("DELETE", key.on_delete),
        action("UPDATE", key.on_update),
        if key.deferred { " DEFERRABLE INITIALLY DEFERRED" } else { "" }
    )
}

pub(crate) fn drop_column(table: &str, column: &str) -> String {
    format!("ALTER TABLE {} DROP COLUMN {}", quoted(table), quoted(column))
}

/// `kind` is `TABLE`, `INDEX`, `VIEW` or `TRIGGER`.
pub(crate) fn drop_object(kind: &str, name: &str) -> String {
    format!("DROP {kind} {}", quoted(name))
}

/// Copies the rows of a table into the one that takes its place: pairs of a column and what it is made of.
pub(crate) fn copy_rows(table: &str, pairs: &[(String, String)]) -> String {
    let columns = pairs.iter().map(|(column, _)| column.as_str()).collect::<Vec<_>>().join(", ");
    let values = pairs.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(", ");
    let new = quoted(&format!("{NEW}{table}"));
    format!("INSERT INTO {new} ({columns}) SELECT {values} FROM {}", quoted(table))
}

/// Takes the mark over by which SQLite never uses a key again: <https://sqlite.org/autoinc.html>. The mark of the new table is
/// there already if rows were copied, and may be lower. SQLite keeps it under the name that `CREATE TABLE` had, in its case.
pub(crate) fn carry_sequence(table: &str) -> [String; 2] {
    let old = super::quoted_text(table);
    let new = super::quoted_text(&format!("{NEW}{table}"));
    [
        format!("DELETE FROM sqlite_sequence WHERE name = {new}"),
        format!(
            "INSERT INTO sqlite_sequence (name, seq) SELECT {new}, seq FROM sqlite_sequence WHERE name = {old} COLLATE NOCASE"
        ),
    ]
}

/// Fills a full-text index from the table whose rows it shows: <https://sqlite.org/fts5.html#the_rebuild_command>.
pub(crate) fn rebuild_search(index: &str) -> String {
    let name = quoted(index);
    format!("INSERT INTO {name} ({name}) VALUES ('rebuild')")
}
