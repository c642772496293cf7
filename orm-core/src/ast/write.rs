//! Insert, update and delete.

use super::{Conditions, Cte, Expr, Join, OrderBy, RowCount, Select, Source};
use crate::engine::{Binding, Bindings};

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
    Values(ValueRows),
    /// One row of expressions.
    Exprs(Vec<Expr>),
    /// The rows of a select.
    Select(Box<Select>),
}

/// Rows of values, which need no expressions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ValueRows {
    /// How many rows one statement inserts.
    pub rows: usize,
    /// The columns that the program's own functions fill in, among those of the insert.
    pub filled: Vec<usize>,
    /// The values of the other columns, row by row, for all runs.
    pub values: Vec<Binding>,
    /// How often the statement runs, each time with the values of the next rows.
    pub runs: usize,
    /// Where the first value stands among those that were taken out of the statement, once they were.
    pub taken: Option<usize>,
}

/// The values of the runs of an insert behind the first.
#[doc(hidden)]
#[derive(Debug)]
pub struct FurtherRuns {
    /// How many there are.
    pub runs: usize,
    /// How many values each takes.
    pub(super) width: usize,
    /// Their values, run by run.
    pub(super) values: std::vec::IntoIter<Binding>,
    /// What every run binds before and behind them.
    around: [Vec<Binding>; 2],
}

impl FurtherRuns {
    /// Learns from the values of the first run what all runs bind; `first` is where its own begin.
    pub(super) fn learn(&mut self, first: usize, values: &[Binding]) {
        self.around = [values[..first].to_vec(), values[first + self.width..].to_vec()];
    }

    /// Appends the values of the next run to a list that is empty.
    pub fn next_values(&mut self, values: &mut Bindings) {
        let [before, behind] = &self.around;
        values.extend(before.iter().cloned());
        values.extend(self.values.by_ref().take(self.width));
        values.extend(behind.iter().cloned());
    }
}

impl ValueRows {
    /// Leaves the values of the first run.
    fn take_further_runs(&mut self) -> Option<Box<FurtherRuns>> {
        let runs = std::mem::replace(&mut self.runs, 1).checked_sub(1).filter(|runs| *runs > 0)?;
        let width = self.values.len() / (runs + 1);
        let values = self.values.split_off(width).into_iter();
        Some(Box::new(FurtherRuns { runs, width, values, around: Default::default() }))
    }
}

impl Insert {
    /// Leaves the values of the first run.
    pub(super) fn take_further_runs(&mut self) -> Option<Box<FurtherRuns>> {
        match &mut self.rows {
            Rows::Values(rows) => rows.take_further_runs(),
            Rows::Exprs(_) | Rows::Select(_) => None,
        }
    }

    /// How often it runs.
    pub(super) const fn runs(&self) -> usize {
        match &self.rows {
            Rows::Values(rows) => rows.runs,
            Rows::Exprs(_) | Rows::Select(_) => 1,
        }
    }
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
    pub filter: Conditions,
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
    pub filter: Conditions,
    /// Which of the rows that the filter finds.
    pub portion: Portion,
    /// What is returned of each row.
    pub returning: Vec<Expr>,
}

impl Update {
    /// An update of a table that says nothing yet.
    pub(crate) fn of(table: Source) -> Box<Self> {
        Box::new(Self {
            with: Vec::new(),
            or: None,
            table,
            assignments: Vec::new(),
            from: Vec::new(),
            filter: Conditions::new(),
            portion: Portion::default(),
            returning: Vec::new(),
        })
    }
}

impl Delete {
    /// A delete of all rows of a table.
    pub(crate) fn of(table: Source) -> Box<Self> {
        Box::new(Self {
            with: Vec::new(),
            hard: false,
            table,
            filter: Conditions::new(),
            portion: Portion::default(),
            returning: Vec::new(),
        })
    }
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
    /// Whether it says nothing.
    pub(super) const fn is_all(&self) -> bool {
        self.order_by.is_empty() && !self.is_limited()
    }

    /// Whether it may leave out rows: an order alone does not.
    pub(crate) const fn is_limited(&self) -> bool {
        self.limit.is_some() || self.offset.is_some()
    }
}
