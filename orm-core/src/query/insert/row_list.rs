//! Rows of values, in runs that set the same columns.

use std::mem;

use crate::ast::{Assignment, Expr, Source};
use crate::engine::Binding;
use crate::error::Error;
use crate::table::{Assignments, Insertable, RowValues};

/// Rows of values in the order of the input.
#[derive(Debug)]
pub(in crate::query) struct RowList {
    table: Source,
    /// Whether a `default_fn` of the table may have to fill in a column.
    has_defaults: bool,
    runs: Vec<Run>,
    /// The run that grows.
    open: Run,
    /// Empty, for the columns of the next row.
    columns: Vec<usize>,
    error: Option<Error>,
}

/// Rows behind each other that set the same columns.
#[derive(Debug, Default)]
pub(super) struct Run {
    /// Positions of the columns that the rows set, in the order of the table.
    pub(super) columns: Vec<usize>,
    /// How many rows there are.
    pub(super) rows: usize,
    /// Their values, row by row.
    pub(super) values: Vec<Binding>,
}

impl RowList {
    pub(super) fn new(table: Source) -> Self {
        let has_defaults = table.schema.columns.iter().any(|column| column.default_fn.is_some());
        Self { table, has_defaults, runs: Vec::new(), open: Run::default(), columns: Vec::new(), error: None }
    }

    /// One row.
    pub(super) fn of(table: Source, row: RowValues) -> Self {
        let mut list = Self::new(table);
        list.end_row(row);
        list
    }

    /// Adds a row.
    #[inline]
    pub(super) fn push<N: Insertable>(&mut self, row: N) {
        let open = self.begin_row();
        let values = row.assign(Assignments::<N::Table>::behind(open)).into_values();
        self.end_row(values);
    }

    /// Adds a row that is written as assignments of values.
    pub(super) fn push_list(&mut self, row: Vec<Assignment>) {
        let mut open = self.begin_row();
        for Assignment { column, value } in row {
            open.columns.push(column);
            match value {
                Expr::Value(value) => open.values.push(Binding::Value(value)),
                Expr::Invalid(error, _) => open.push(Err(error)),
                _ => {
                    let path = self.table.column(column).path();
                    self.error.get_or_insert_with(|| Error::refused(format!("`{path}` is not set to a value")));
                }
            }
        }
        self.end_row(open);
    }

    fn begin_row(&mut self) -> RowValues {
        RowValues { columns: mem::take(&mut self.columns), values: mem::take(&mut self.open.values), invalid: None }
    }

    #[inline]
    fn end_row(&mut self, row: RowValues) {
        let RowValues { columns, values, invalid } = row;
        self.open.values = values;
        self.columns = columns;
        if let Some((error, column)) = invalid {
            let path = self.table.column(column).path();
            self.error.get_or_insert_with(|| Error::encode(path, error));
        }
        if self.open.rows == 0 || self.columns != self.open.columns {
            self.begin_run();
        }
        self.columns.clear();
        self.open.rows += 1;
    }

    /// The row that was added sets other columns than those before it, or is the first.
    fn begin_run(&mut self) {
        let mut columns = mem::take(&mut self.columns);
        let start = self.open.values.len() - columns.len();
        if !columns.is_sorted() {
            self.sort(&mut columns, start);
            if self.open.rows > 0 && columns == self.open.columns {
                self.columns = columns;
                return;
            }
        }
        if self.open.rows > 0 {
            let values = self.open.values.split_off(start);
            let full = mem::replace(&mut self.open, Run { columns: Vec::new(), rows: 0, values });
            self.runs.push(full);
        }
        self.open.columns = columns;
    }

    /// Puts the columns of the last row into the order of the table.
    fn sort(&mut self, columns: &mut Vec<usize>, start: usize) {
        let mut pairs: Vec<_> = columns.drain(..).zip(self.open.values.drain(start..)).collect();
        pairs.sort_unstable_by_key(|(column, _)| *column);
        for (column, value) in pairs {
            columns.push(column);
            self.open.values.push(value);
        }
    }

    pub(super) const fn table(&self) -> Source {
        self.table
    }

    /// The columns that a `default_fn` fills in where rows set these.
    pub(super) fn filled(table: Source, columns: &[usize]) -> Vec<usize> {
        let defaults = table.schema.columns.iter().enumerate().filter(|(_, column)| column.default_fn.is_some());
        defaults.map(|(index, _)| index).filter(|index| !columns.contains(index)).collect()
    }

    pub(super) const fn has_defaults(&self) -> bool {
        self.has_defaults
    }

    /// The runs, the last one apart.
    ///
    /// # Errors
    ///
    /// When a value cannot be written; the error names `table.column`.
    pub(super) fn into_runs(self) -> Result<(Vec<Run>, Option<Run>), Error> {
        match self.error {
            Some(error) => Err(error),
            None => Ok((self.runs, (self.open.rows > 0).then_some(self.open))),
        }
    }
}
