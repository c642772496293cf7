//! Insert, update and delete.

use super::{Cte, Expr, Join, OrderBy, RowCount, Select, Source};

/// A column and what is written into it.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// The position of the column in the table.
    pub column: usize,
    /// The value.
    pub value: Expr,
}

/// What a write does with a row that breaks a constraint: `OR REPLACE` and the like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "SQL's own words")]
pub enum Resolution {
    Replace,
    Ignore,
    Abort,
    Fail,
    Rollback,
}

/// An insert of rows that all set the same columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Insert {
    /// Queries that the statement names.
    pub with: Vec<Cte>,
    /// What happens to a row that breaks a constraint; none means what the constraint says.
    pub or: Option<Resolution>,
    /// The table.
    pub table: Source,
    /// Positions of the columns that the rows set; none means that every column takes its default.
    pub columns: Vec<usize>,
    /// Where the rows come from.
    pub rows: Rows,
    /// What happens to a row that is there already: the first clause that fits.
    pub on_conflict: Vec<OnConflict>,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}

/// The rows of an insert, with their values in the order of its columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Rows {
    /// Values of the program.
    Values(Vec<Vec<Expr>>),
    /// The rows of a select.
    Select(Box<Select>),
}

/// What an insert does with a row that breaks a uniqueness constraint.
#[derive(Debug, Clone, PartialEq)]
pub struct OnConflict {
    /// Positions of the columns of the constraint; none means any.
    pub target: Vec<usize>,
    /// The conditions of the partial index that is meant.
    pub target_filter: Vec<Expr>,
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
    /// Queries that the statement names.
    pub with: Vec<Cte>,
    /// What happens to a row that breaks a constraint; none means what the constraint says.
    pub or: Option<Resolution>,
    /// The table.
    pub table: Source,
    /// The changes.
    pub assignments: Vec<Assignment>,
    /// The tables that the changes may read: the first meets the updated table, each further one all before.
    pub from: Vec<Join>,
    /// Conditions that all hold.
    pub filter: Vec<Expr>,
    /// Which of the rows that the filter finds.
    pub portion: Portion,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}

/// A delete.
#[derive(Debug, Clone, PartialEq)]
pub struct Delete {
    /// Queries that the statement names.
    pub with: Vec<Cte>,
    /// Whether rows go for good, where the table has a soft delete.
    pub hard: bool,
    /// The table.
    pub table: Source,
    /// Conditions that all hold.
    pub filter: Vec<Expr>,
    /// Which of the rows that the filter finds.
    pub portion: Portion,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}

/// A part of the rows that a filter finds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Portion {
    /// The order in which they are counted.
    pub order_by: Vec<OrderBy>,
    /// At most so many rows.
    pub limit: Option<RowCount>,
    /// After so many rows.
    pub offset: Option<RowCount>,
}

impl Portion {
    /// Whether it may leave out rows: an order alone does not.
    pub(crate) const fn is_limited(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}
