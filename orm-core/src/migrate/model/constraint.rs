//! Constraints of a table.

use crate::migrate::SqlText;
use crate::schema::ReferentialAction;

/// What a statement does when it violates a constraint: <https://sqlite.org/lang_conflict.html>. `ABORT` is what happens
/// anyway, and is not written down.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{ConflictClause, Snapshot};
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (b UNIQUE ON CONFLICT REPLACE)"])?;
/// assert_eq!(snapshot.table("a").unwrap().uniques[0].on_conflict, Some(ConflictClause::Replace));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConflictClause {
    /// Rolls the transaction back.
    Rollback,
    /// Stops, and keeps what was done.
    Fail,
    /// Leaves the row out.
    Ignore,
    /// Deletes the row that was there.
    Replace,
}

/// A primary key or a uniqueness constraint.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (b, c, PRIMARY KEY (b, c))"])?;
/// assert_eq!(snapshot.table("a").unwrap().primary_key.as_ref().unwrap().parts.len(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct KeyConstraint {
    /// Its name, if it has one; SQLite never reports it.
    pub name: Option<String>,
    /// The columns.
    pub parts: Vec<KeyPart>,
    /// What happens when it is violated.
    pub on_conflict: Option<ConflictClause>,
    /// Whether an INTEGER column of this primary key is the rowid: not if `DESC` stands beside the column.
    pub(crate) is_rowid: bool,
}

impl KeyConstraint {
    pub(crate) const fn new(name: Option<String>, parts: Vec<KeyPart>, on_conflict: Option<ConflictClause>) -> Self {
        Self { name, parts, on_conflict, is_rowid: true }
    }

    /// Whether a column is in it.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.parts.iter().any(|part| part.column.as_ref().is_some_and(|own| own.eq_ignore_ascii_case(column)))
    }
}

/// A part of a key or an index.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let create = ["CREATE TABLE a (b TEXT)", "CREATE INDEX i ON a (b COLLATE NOCASE DESC)"];
/// let snapshot = Snapshot::parse(create)?;
/// let part = &snapshot.table("a").unwrap().indexes[0].parts[0];
/// assert!(part.column.as_deref() == Some("b") && part.descending);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct KeyPart {
    /// The column, or nothing for an expression.
    pub column: Option<String>,
    /// What stands there, without the order.
    pub expr: SqlText,
    /// The collating sequence, where one is said.
    pub collate: Option<String>,
    /// Whether it is in falling order.
    pub descending: bool,
}

impl KeyPart {
    pub(crate) const fn new(column: Option<String>, expr: SqlText, collate: Option<String>, descending: bool) -> Self {
        Self { column, expr, collate, descending }
    }
}

/// A check over a row.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (b CONSTRAINT adult CHECK (b >= 18))"])?;
/// assert_eq!(snapshot.table("a").unwrap().checks[0].name.as_deref(), Some("adult"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CheckConstraint {
    /// The name that an error shows.
    pub name: Option<String>,
    /// The condition, without parentheses.
    pub expr: SqlText,
}

impl CheckConstraint {
    pub(crate) const fn new(name: Option<String>, expr: SqlText) -> Self {
        Self { name, expr }
    }
}

/// A foreign key.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let create = ["CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (a_id REFERENCES a)"];
/// let snapshot = Snapshot::parse(create)?;
/// assert_eq!(snapshot.table("b").unwrap().foreign_keys[0].references, ["id"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ForeignKeyConstraint {
    /// Its name, if it has one; SQLite never reports it.
    pub name: Option<String>,
    /// The columns.
    pub columns: Vec<String>,
    /// The table that they reference.
    pub table: String,
    /// Its columns; those of its primary key if none are said.
    pub references: Vec<String>,
    /// What happens when the referenced row is deleted.
    pub on_delete: Option<ReferentialAction>,
    /// What happens when its key changes.
    pub on_update: Option<ReferentialAction>,
    /// Whether it is checked at the end of the transaction.
    pub deferred: bool,
}
