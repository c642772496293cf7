//! What differs between two schemas, as data.

use std::fmt;

use super::model::ObjectKind;
use super::rename::Rename;

/// One difference. Its text says what happens, such as "add column users.age" with the names in backticks.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Snapshot, diff};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (b INT, c TEXT)"])?;
/// let changes: Vec<_> = diff(&from, &to, &[]).iter().map(ToString::to_string).collect();
/// assert_eq!(changes, ["add column `a.c`"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// A table or a column goes on under another name.
    Rename(Rename),
    /// A new table.
    CreateTable(String),
    /// A table and its rows are gone.
    DropTable(String),
    /// A new column.
    AddColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A column and its values are gone.
    DropColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
    },
    /// A column's type, default, or another of its properties.
    AlterColumn {
        /// The table.
        table: String,
        /// The column.
        column: String,
        /// Its properties before, in one spelling.
        from: String,
        /// Its properties after.
        to: String,
    },
    /// A constraint or an option of a table is new.
    AddConstraint {
        /// The table.
        table: String,
        /// The constraint, in one spelling.
        constraint: String,
    },
    /// A constraint or an option of a table is gone.
    DropConstraint {
        /// The table.
        table: String,
        /// The constraint, in one spelling.
        constraint: String,
    },
    /// A new index, or one that is another.
    CreateIndex {
        /// The table.
        table: String,
        /// The index.
        index: String,
    },
    /// An index is gone, or becomes another.
    DropIndex {
        /// The table.
        table: String,
        /// The index.
        index: String,
    },
    /// A new view, trigger or virtual table, or one that is another.
    Create {
        /// What it is.
        kind: ObjectKind,
        /// Its name.
        name: String,
    },
    /// A view, trigger or virtual table is gone, or becomes another.
    Drop {
        /// What it is.
        kind: ObjectKind,
        /// Its name.
        name: String,
    },
}

impl Change {
    /// The table, by its new name, and the column that it is about.
    #[doc(hidden)]
    #[must_use]
    pub fn place(&self) -> (Option<&str>, Option<&str>) {
        match self {
            Self::Rename(Rename { table: None, to, .. }) | Self::CreateTable(to) | Self::DropTable(to) => {
                (Some(to), None)
            }
            Self::Rename(Rename { table: Some(table), to: column, .. })
            | Self::AddColumn { table, column }
            | Self::DropColumn { table, column }
            | Self::AlterColumn { table, column, .. } => (Some(table), Some(column)),
            Self::AddConstraint { table, .. }
            | Self::DropConstraint { table, .. }
            | Self::CreateIndex { table, .. }
            | Self::DropIndex { table, .. } => (Some(table), None),
            Self::Create { name, .. } | Self::Drop { name, .. } => (Some(name), None),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rename(rename) => write!(f, "rename {rename}"),
            Self::CreateTable(table) => write!(f, "create table `{table}`"),
            Self::DropTable(table) => write!(f, "drop table `{table}`"),
            Self::AddColumn { table, column } => write!(f, "add column `{table}.{column}`"),
            Self::DropColumn { table, column } => write!(f, "drop column `{table}.{column}`"),
            Self::AlterColumn { table, column, from, to } => {
                write!(f, "change column `{table}.{column}` from `{from}` to `{to}`")
            }
            Self::AddConstraint { table, constraint } => write!(f, "add to table `{table}`: {constraint}"),
            Self::DropConstraint { table, constraint } => write!(f, "take from table `{table}`: {constraint}"),
            Self::CreateIndex { table, index } => write!(f, "create index `{index}` on `{table}`"),
            Self::DropIndex { table, index } => write!(f, "drop index `{index}` of `{table}`"),
            Self::Create { kind, name } => write!(f, "create {} `{name}`", kind.described()),
            Self::Drop { kind, name } => write!(f, "drop {} `{name}`", kind.described()),
        }
    }
}
