//! Rows that are set aside while their table, or one above it, is made anew under foreign keys that are enforced.

use crate::migrate::Table;
use crate::sql::quoted;

/// Foreign keys are looked at when the transaction ends: <https://sqlite.org/pragma.html#pragma_defer_foreign_keys>.
pub(crate) const DEFER: &str = "PRAGMA defer_foreign_keys = ON";

fn aside(table: &str) -> String {
    quoted(&format!("__orm_aside_{table}"))
}

/// Some values of a table's rows under the names of columns. Columns without a type keep every value as it is, which those of
/// `CREATE TABLE .. AS` do not.
pub(crate) fn set_aside(table: &str, columns: &str, values: &str) -> [String; 2] {
    [
        format!("CREATE TABLE {} ({columns})", aside(table)),
        format!("INSERT INTO {} ({columns}) SELECT {values} FROM {}", aside(table), quoted(table)),
    ]
}

/// Whole rows.
pub(crate) fn set_table_aside(table: &Table) -> [String; 2] {
    let columns = columns(table);
    set_aside(&table.name, &columns, &columns)
}

pub(crate) fn delete_rows(table: &str) -> String {
    format!("DELETE FROM {}", quoted(table))
}

pub(crate) fn put_back(table: &str, columns: &str) -> String {
    format!("INSERT INTO {} ({columns}) SELECT {columns} FROM {}", quoted(table), aside(table))
}

pub(crate) fn put_table_back(table: &Table) -> String {
    put_back(&table.name, &columns(table))
}

/// A row if there are fewer rows than were set aside.
pub(crate) fn missing_rows(table: &str) -> String {
    format!("SELECT count(*) FROM {} HAVING count(*) <> (SELECT count(*) FROM {})", quoted(table), aside(table))
}

pub(crate) fn drop_aside(table: &str) -> String {
    format!("DROP TABLE {}", aside(table))
}

/// The mark by which SQLite never uses a key again goes with the table: <https://sqlite.org/autoinc.html>.
pub(crate) fn set_mark_aside(table: &str) -> [String; 2] {
    let name = quoted(&format!("__orm_mark_{table}"));
    let own = crate::sql::quoted_text(table);
    [
        format!("CREATE TABLE {name} (seq)"),
        format!("INSERT INTO {name} (seq) SELECT seq FROM sqlite_sequence WHERE name = {own} COLLATE NOCASE"),
    ]
}

pub(crate) fn put_mark_back(table: &str) -> [String; 3] {
    let name = quoted(&format!("__orm_mark_{table}"));
    let own = crate::sql::quoted_text(table);
    [
        format!("DELETE FROM sqlite_sequence WHERE name = {own}"),
        format!("INSERT INTO sqlite_sequence (name, seq) SELECT {own}, seq FROM {name}"),
        format!("DROP TABLE {name}"),
    ]
}

/// All that is stored in a row, its number included.
fn columns(table: &Table) -> String {
    let number = table.hidden_rowid().map(str::to_owned);
    let stored = table.columns.iter().filter(|column| column.generated.is_none());
    number.into_iter().chain(stored.map(|column| quoted(&column.name))).collect::<Vec<_>>().join(", ")
}
