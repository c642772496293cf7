//! A table, its columns and its indexes.

use super::{CheckConstraint, ConflictClause, ForeignKeyConstraint, KeyConstraint, KeyPart};
use crate::migrate::SqlText;
use std::ops::Range;

/// A table of a [`Snapshot`](super::Snapshot). Constraints that stand beside a column are in the lists of the table.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (id INTEGER PRIMARY KEY, b TEXT UNIQUE) STRICT"])?;
/// let table = snapshot.table("a").unwrap();
/// assert!(table.strict && table.uniques[0].parts[0].column.as_deref() == Some("b"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Table {
    /// Its name, as it is written.
    pub name: String,
    /// The columns, in their order.
    pub columns: Vec<Column>,
    /// The primary key.
    pub primary_key: Option<KeyConstraint>,
    /// Whether keys of deleted rows are never used again.
    pub autoincrement: bool,
    /// Uniqueness constraints.
    pub uniques: Vec<KeyConstraint>,
    /// Checks over the row.
    pub checks: Vec<CheckConstraint>,
    /// Foreign keys.
    pub foreign_keys: Vec<ForeignKeyConstraint>,
    /// Whether it is STRICT: <https://sqlite.org/stricttables.html>.
    pub strict: bool,
    /// Whether it has no rowid: <https://sqlite.org/withoutrowid.html>.
    pub without_rowid: bool,
    /// Its indexes, without those that SQLite makes for constraints.
    pub indexes: Vec<Index>,
    /// The statement that makes it.
    pub sql: String,
    /// Where its name stands in the statement.
    pub(crate) name_at: Range<usize>,
}

impl Table {
    /// A column by its name, whose case does not matter.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Snapshot;
    ///
    /// let snapshot = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
    /// assert_eq!(snapshot.table("a").unwrap().column("B").unwrap().declared_type, "INT");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The names of the primary key's columns.
    pub(crate) fn primary_key_columns(&self) -> impl Iterator<Item = &str> {
        self.primary_key.iter().flat_map(|key| &key.parts).filter_map(|part| part.column.as_deref())
    }

    /// The column that is the number of the row: <https://sqlite.org/lang_createtable.html#rowid>.
    pub(crate) fn rowid_column(&self) -> Option<&Column> {
        let key = self.primary_key.as_ref().filter(|key| key.is_rowid && !self.without_rowid)?;
        let column = self.column(key.parts.first()?.column.as_deref()?)?;
        (key.parts.len() == 1 && column.declared_type.eq_ignore_ascii_case("INTEGER")).then_some(column)
    }

    /// A name by which the number of a row can be asked for and set, where no column has it.
    pub(crate) fn hidden_rowid(&self) -> Option<&'static str> {
        if self.without_rowid || self.rowid_column().is_some() {
            return None;
        }
        ["rowid", "_rowid_", "oid"].into_iter().find(|name| self.column(name).is_none())
    }

    /// The columns by which a row is found: its number, or its primary key. Nothing where no name is left for the number.
    #[doc(hidden)]
    pub fn locator(&self) -> Option<Vec<&str>> {
        if let Some(number) = self.rowid_column() {
            return Some(vec![&number.name]);
        }
        match self.hidden_rowid() {
            Some(number) => Some(vec![number]),
            None => Some(self.primary_key_columns().collect()).filter(|key: &Vec<&str>| !key.is_empty()),
        }
    }

    /// Whether `NULL` may not stand in a column: said, or because of the key
    /// (<https://sqlite.org/lang_createtable.html#the_primary_key>).
    pub(crate) fn is_required(&self, column: &Column) -> bool {
        let in_key = || self.primary_key_columns().any(|name| name.eq_ignore_ascii_case(&column.name));
        let is_rowid = || self.rowid_column().is_some_and(|key| key.name == column.name);
        column.not_null || is_rowid() || (self.strict || self.without_rowid) && in_key()
    }

    /// The statement that makes it under another name.
    pub(crate) fn sql_as(&self, name: &str) -> String {
        let Range { start, end } = self.name_at;
        format!("{}{}{}", &self.sql[..start], crate::sql::quoted(name), &self.sql[end..])
    }
}

/// A column of a [`Table`].
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (b TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE)"])?;
/// let column = &snapshot.table("a").unwrap().columns[0];
/// assert!(column.not_null && column.collate.as_deref() == Some("NOCASE"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Column {
    /// Its name, as it is written.
    pub name: String,
    /// The declared type, in one spelling of white space; empty if there is none.
    pub declared_type: String,
    /// Whether `NOT NULL` stands there.
    pub not_null: bool,
    /// What happens when it is violated.
    pub on_null: Option<ConflictClause>,
    /// The default, without parentheses.
    pub default: Option<SqlText>,
    /// The collating sequence.
    pub collate: Option<String>,
    /// What it is computed by.
    pub generated: Option<Computed>,
    /// All that stands there, from the name to the last constraint.
    pub(crate) definition: String,
}

/// What a generated column is computed by: <https://sqlite.org/gencol.html>.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (b INT, c INT AS (b + 1) STORED)"])?;
/// let computed = snapshot.table("a").unwrap().columns[1].generated.as_ref().unwrap();
/// assert!(computed.stored && computed.expr.as_str() == "b + 1");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Computed {
    /// The expression.
    pub expr: SqlText,
    /// Whether it is computed when the row is written, and not when it is read.
    pub stored: bool,
}

impl Computed {
    pub(crate) const fn new(expr: SqlText, stored: bool) -> Self {
        Self { expr, stored }
    }
}

/// An index of a [`Table`].
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let create = ["CREATE TABLE a (b TEXT)", "CREATE UNIQUE INDEX i ON a (lower(b)) WHERE b <> ''"];
/// let snapshot = Snapshot::parse(create)?;
/// let index = &snapshot.table("a").unwrap().indexes[0];
/// assert!(index.unique && index.filter.is_some() && index.parts[0].column.is_none());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Index {
    /// Its name.
    pub name: String,
    /// Columns and expressions.
    pub parts: Vec<KeyPart>,
    /// Whether equal values are refused.
    pub unique: bool,
    /// The condition of a partial index.
    pub filter: Option<SqlText>,
    /// The statement that makes it.
    pub sql: String,
}

impl Index {
    pub(crate) const fn new(
        name: String,
        parts: Vec<KeyPart>,
        unique: bool,
        filter: Option<SqlText>,
        sql: String,
    ) -> Self {
        Self { name, parts, unique, filter, sql }
    }
}
