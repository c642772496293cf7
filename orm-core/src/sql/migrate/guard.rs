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

/// A part of a unique key, for rows that are still in the old table.
pub(crate) enum Grouped {
    /// An expression over the old columns, with the collating sequence by which the new key compares.
    Expr(String, Option<String>),
    /// The same in all rows.
    Constant,
}

/// A column that is computed over others, in the rows of which that is known.
pub(crate) struct Computed {
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) only: Option<String>,
}

/// Rows, with what tells one from others as one value.
pub(crate) struct Rows {
    key: String,
    from: String,
}

impl Rows {
    /// The rows of a table as they are.
    pub(crate) fn of(table: &Table) -> Self {
        let names: Vec<String> = table.primary_key_columns().map(quoted).collect();
        let key = match (names.as_slice(), table.hidden_rowid()) {
            ([one], _) => one.clone(),
            ([], Some(rowid)) => rowid.to_owned(),
            ([], None) => "NULL".to_owned(),
            (several, _) => several.join(" || ', ' || "),
        };
        Self { key, from: quoted(&table.name) }
    }

    /// What becomes of them under the name of the new table: columns over the old ones, and then columns over those before them.
    pub(crate) fn after(table: &Table, name: &str, values: &[(String, String)], computed: &[Computed]) -> Self {
        let Self { key: own, from: old } = Self::of(table);
        let (key, new) = (quoted("__orm_key"), quoted(name));
        let values: Vec<String> =
            values.iter().map(|(column, value)| format!(", {value} AS {}", quoted(column))).collect();
        let from = format!("(SELECT {own} AS {key}{} FROM {old}) AS {new}", values.concat());
        let from = computed.iter().fold(from, |from, Computed { column, value, only }| {
            let only = only.as_ref().map(|only| format!(" WHERE {only}")).unwrap_or_default();
            format!("(SELECT *, {value} AS {} FROM {from}{only}) AS {new}", quoted(column))
        });
        Self { key, from }
    }

    /// All of them.
    pub(crate) fn all(&self) -> String {
        format!("SELECT {} FROM {}", self.key, self.from)
    }

    /// Those for which a condition is not true.
    pub(crate) fn violations(&self, condition: &str) -> String {
        format!("{} WHERE ({condition}) IS FALSE", self.all())
    }

    /// Those with `NULL` in a column.
    pub(crate) fn nulls(&self, column: &str) -> String {
        format!("{} WHERE {} IS NULL", self.all(), quoted(column))
    }

    /// Those of which a unique key takes only one. Rows with `NULL` in the key are no duplicates:
    /// <https://sqlite.org/lang_createtable.html#uniqueconst>.
    pub(crate) fn duplicates(&self, parts: &[Grouped], filter: Option<&str>) -> String {
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
        if groups.is_empty() {
            // All rows are equal in nothing.
            groups.push("1".to_owned());
        }
        let parts = groups.join(", ");
        let several = format!("SELECT {parts} FROM {}{filter} GROUP BY {parts} HAVING count(*) > 1", self.from);
        format!("{}{filter}{}({parts}) IN ({several})", self.all(), if filter.is_empty() { " WHERE " } else { " AND " })
    }

    /// Those whose foreign key leads nowhere. `values` are what its columns will be.
    pub(crate) fn missing_parents(&self, key: &ForeignKeyConstraint, values: &[String]) -> String {
        // The columns are those of the table, which no alias hides.
        let is_set: Vec<String> = values.iter().map(|value| format!("({value}) IS NOT NULL")).collect();
        let columns: Vec<String> = key.references.iter().map(|column| quoted(column)).collect();
        format!(
            "{} WHERE {} AND ({}) NOT IN (SELECT {} FROM {} WHERE {})",
            self.all(),
            is_set.join(" AND "),
            values.join(", "),
            columns.join(", "),
            quoted(&key.table),
            columns.iter().map(|column| format!("{column} IS NOT NULL")).collect::<Vec<_>>().join(" AND ")
        )
    }
}
