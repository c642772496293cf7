//! Insert, update and delete.

use super::{Expr, Source};

/// A column and what is written into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The position of the column in the table.
    pub column: usize,
    /// The value.
    pub value: Expr,
}

/// An insert of rows that all set the same columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Insert {
    /// The table.
    pub table: Source,
    /// Positions of the columns that the rows set; none means that every column takes its default.
    pub columns: Vec<usize>,
    /// The rows' values, in the order of `columns`.
    pub rows: Vec<Vec<Expr>>,
    /// What happens to a row that is there already.
    pub on_conflict: Option<OnConflict>,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}

/// What an insert does with a row that breaks a uniqueness constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct OnConflict {
    /// Positions of the columns of the constraint; none means any.
    pub target: Vec<usize>,
    /// What to do.
    pub action: ConflictAction,
}

/// What to do with a row that is there already.
#[derive(Debug, Clone, PartialEq)]
pub enum ConflictAction {
    /// Leave the stored row as it is.
    Nothing,
    /// Change the stored row.
    Update {
        /// The changes.
        assignments: Vec<Assignment>,
        /// Conditions under which the row changes.
        filter: Vec<Expr>,
    },
}

/// An update.
#[derive(Debug, Clone, PartialEq)]
pub struct Update {
    /// The table.
    pub table: Source,
    /// The changes.
    pub assignments: Vec<Assignment>,
    /// Conditions that all hold.
    pub filter: Vec<Expr>,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}

/// A delete.
#[derive(Debug, Clone, PartialEq)]
pub struct Delete {
    /// The table.
    pub table: Source,
    /// Conditions that all hold.
    pub filter: Vec<Expr>,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}
