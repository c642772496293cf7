//! Guards: statements that fail when there are rows that a migration cannot carry over.
//!
//! A guard writes the keys of such rows into a table that takes none. The name of the table's check is the finding, so that
//! whatever runs the statements reports it.

use crate::migrate::{ForeignKeyConstraint, GUARD, Table};
use crate::sql::quoted;

/// The statements of a guard: `select` gives the keys.
pub(crate) fn guard(finding: &str, select: &str) -> [String; 3] {
    let table = quoted(GUARD);
    [
        format!("CREATE TABLE {table} (\"key\", CONSTRAINT {} CHECK (0))", quoted(finding)),
        format!("INSERT INTO {table} (\"key\") {select}"),
        format!("DROP TABLE {table}"),
    ]
}

/// What tells a row from others, as one value.
fn key_of(table: &Table) -> String {
    let names: Vec<String> = table.primary_key_columns().map(quoted).collect();
    match (names.as_slice(), table.hidden_rowid()) {
        ([one], _) => one.clone(),
        ([], Some(rowid)) => rowid.to_owned(),
        ([], None) => "NULL".to_owned(),
        (several, _) => several.join(" || ', ' || "),
    }
}

/// Any row at all.
pub(crate) fn rows(table: &Table) -> String {
    select(table, None)
}

/// Rows for which a condition is not true.
pub(crate) fn violations(table: &Table, condition: &str) -> String {
    select(table, Some(&format!("({condition}) IS FALSE")))
}

/// Rows for which a condition is not true of what they become: `values` are the new columns that it names, over the old ones.
pub(crate) fn violations_after(table: &Table, name: &str, values: &[(&str, String)], condition: &str) -> String {
    let key = quoted("__orm_key");
    let values: Vec<String> = values.iter().map(|(column, value)| format!(", {value} AS {}", quoted(column))).collect();
    let values = values.concat();
    let (own, old, new) = (key_of(table), quoted(&table.name), quoted(name));
    format!("SELECT {key} FROM (SELECT {own} AS {key}{values} FROM {old}) AS {new} WHERE ({condition}) IS FALSE")
}

/// Rows with `NULL` in a column.
pub(crate) fn nulls(table: &Table, column: &str) -> String {
    select(table, Some(&format!("{} IS NULL", quoted(column))))
}

fn select(table: &Table, filter: Option<&str>) -> String {
    let filter = filter.map(|filter| format!(" WHERE {filter}")).unwrap_or_default();
    format!("SELECT {} FROM {}{filter}", key_of(table), quoted(&table.name))
}

/// A part of a unique key, for rows that are still in the old table.
pub(crate) enum Grouped {
    /// An expression over the old columns, with the collating sequence by which the new key compares.
    Expr(String, Option<String>),
    /// The same in all rows.
    Constant,
}

/// The first row of each group that a unique key takes only one of. Rows with `NULL` in the key are no duplicates:
/// <https://sqlite.org/lang_createtable.html#uniqueconst>.
pub(crate) fn duplicates(table: &Table, parts: &[Grouped], filter: Option<&str>) -> String {
    let mut conditions = Vec::new();
    let mut groups = Vec::new();
    for part in parts {
        if let Grouped::Expr(expr, collate) = part {
            conditions.push(format!("({expr}) IS NOT NULL"));
            let collate = collate.as_deref().unwrap_or("BINARY");
            groups.push(format!("({expr}) COLLATE {}", quoted(collate)));
        }
    }
    conditions.extend(filter.map(|filter| format!("({filter})")));
    let filter = if conditions.is_empty() { String::new() } else { format!(" WHERE {}", conditions.join(" AND ")) };
    let groups = if groups.is_empty() { String::new() } else { format!(" GROUP BY {}", groups.join(", ")) };
    format!("SELECT min({}) FROM {}{filter}{groups} HAVING count(*) > 1", key_of(table), quoted(&table.name))
}

/// Rows whose foreign key leads nowhere. `values` are what its columns will be.
pub(crate) fn missing_parents(table: &Table, key: &ForeignKeyConstraint, values: &[String]) -> String {
    // The columns are those of the table, which no alias hides.
    let is_set: Vec<String> = values.iter().map(|value| format!("({value}) IS NOT NULL")).collect();
    let columns: Vec<String> = key.references.iter().map(|column| quoted(column)).collect();
    format!(
        "SELECT {} FROM {} WHERE {} AND ({}) NOT IN (SELECT {} FROM {} WHERE {})",
        key_of(table),
        quoted(&table.name),
        is_set.join(" AND "),
        values.join(", "),
        columns.join(", "),
        quoted(&key.table),
        columns.iter().map(|column| format!("{column} IS NOT NULL")).collect::<Vec<_>>().join(" AND ")
    )
}
