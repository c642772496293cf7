//! An insert of one row of values that says no more.
//!
//! Like a [`Brief`](super::Brief) it becomes a tree where its text is not known yet, and where a clause is added.

use std::mem;

use super::{Insert, Rows, Source, ValueRows};
use crate::engine::{Binding, Bindings};

/// One row of values.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct OneRow {
    pub(crate) table: Source,
    /// Positions of the columns that the row sets, in the order of the table.
    pub(crate) columns: Vec<usize>,
    pub(crate) values: Vec<Binding>,
}

impl OneRow {
    /// No row, which allocates nothing.
    pub(crate) const fn none(table: Source) -> Self {
        Self { table, columns: Vec::new(), values: Vec::new() }
    }

    /// The same as a tree, which takes the row.
    pub(crate) fn take_insert(&mut self) -> Box<Insert> {
        let (columns, values) = (mem::take(&mut self.columns), mem::take(&mut self.values));
        let rows = ValueRows { rows: 1, filled: Vec::new(), values, runs: 1, taken: None };
        Box::new(Insert {
            with: Vec::new(),
            or: None,
            table: self.table,
            columns,
            rows: Rows::Values(rows),
            on_conflict: Vec::new(),
            returning: Vec::new(),
        })
    }

    /// Puts the values into a list that is empty.
    pub(super) fn take_values(&mut self, values: &mut Bindings) {
        *values = Bindings::from_vec(mem::take(&mut self.values));
    }
}
