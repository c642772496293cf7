//! An insert as its builder holds it: one row in brief, until there is more to say.

use std::mem;

use super::draft::Draft;
use super::row_list::RowList;
use crate::ast::{Expr, OneRow, Source, Tree};
use crate::engine::StatementList;
use crate::error::Error;
use crate::table::RowValues;

/// What an insert holds.
#[derive(Debug)]
pub(in crate::query) struct Growing {
    row: OneRow,
    full: Option<Box<Draft>>,
}

impl Growing {
    /// One row.
    pub(super) fn row(table: Source, row: RowValues) -> Self {
        // What the program's functions fill in stands among the columns, and what cannot be written is an error.
        let is_plain = row.invalid.is_none()
            && row.columns.is_sorted()
            && table.schema.columns.iter().all(|column| column.default_fn.is_none());
        if is_plain {
            let RowValues { columns, values, .. } = row;
            Self { row: OneRow { table, columns, values }, full: None }
        } else {
            Box::<Draft>::from(RowList::of(table, row)).into()
        }
    }

    /// All that an insert can say.
    pub(in crate::query) fn full(&mut self) -> &mut Draft {
        self.full.get_or_insert_with(|| draft(&mut self.row))
    }

    /// Whether rows stay that were written before one that breaks a constraint.
    pub(super) fn keeps_rows(&self) -> bool {
        self.full.as_ref().is_some_and(|draft| draft.keeps_rows())
    }

    /// As [`Draft::statements`].
    pub(super) fn statements(mut self, returning: Vec<Expr>, variables: usize) -> Result<StatementList, Error> {
        match self.full {
            Some(draft) => draft.statements(returning, variables),
            None if returning.is_empty() => Ok(Tree::Row(self.row).into()),
            None => draft(&mut self.row).statements(returning, variables),
        }
    }
}

fn draft(row: &mut OneRow) -> Box<Draft> {
    let (columns, values) = (mem::take(&mut row.columns), mem::take(&mut row.values));
    RowList::of(row.table, RowValues { columns, values, invalid: None }).into()
}

impl From<Box<Draft>> for Growing {
    fn from(draft: Box<Draft>) -> Self {
        Self { row: OneRow::none(draft.table()), full: Some(draft) }
    }
}
