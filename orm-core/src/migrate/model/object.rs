//! Views, triggers and virtual tables: text that is kept as it is.

use crate::migrate::SqlText;

/// What an [`Object`] is.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{ObjectKind, Snapshot};
///
/// let snapshot = Snapshot::parse(["CREATE VIRTUAL TABLE t USING fts5(a)"])?;
/// assert_eq!(snapshot.objects[0].kind, ObjectKind::VirtualTable);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObjectKind {
    /// A full-text index, a spatial index, or another virtual table.
    VirtualTable,
    /// A view.
    View,
    /// A trigger.
    Trigger,
}

impl ObjectKind {
    /// The word of SQL after `CREATE` and `DROP`.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::VirtualTable => "TABLE",
            Self::View => "VIEW",
            Self::Trigger => "TRIGGER",
        }
    }

    pub(crate) const fn described(self) -> &'static str {
        match self {
            Self::VirtualTable => "virtual table",
            Self::View => "view",
            Self::Trigger => "trigger",
        }
    }
}

/// A view, a trigger or a virtual table.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::Snapshot;
///
/// let create = ["CREATE TABLE a (b)", "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; END"];
/// assert_eq!(Snapshot::parse(create)?.objects[0].table.as_deref(), Some("a"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Object {
    /// What it is.
    pub kind: ObjectKind,
    /// Its name.
    pub name: String,
    /// The table or view of a trigger.
    pub table: Option<String>,
    /// What follows its name.
    pub body: SqlText,
    /// The statement that makes it.
    pub sql: String,
}

impl Object {
    pub(crate) const fn new(kind: ObjectKind, name: String, table: Option<String>, body: SqlText, sql: String) -> Self {
        Self { kind, name, table, body, sql }
    }

    /// Whether it reads or writes a table or a view of that name.
    pub(crate) fn mentions(&self, name: &str) -> bool {
        self.body.mentions(name)
    }
}
