//! An insert as its builder holds it: one row in brief, until there is more to say.

use super::draft::{Clause, Draft};
use super::row_list::RowList;
use crate::ast::{self, ConflictAction, Cte, Expr, OneRow, Resolution, Source, Tree};
use crate::engine::StatementList;
use crate::error::Error;
use crate::table::RowValues;

/// What an insert holds.
#[derive(Debug)]
pub(in crate::query) struct Growing {
    row: OneRow,
    more: More,
}

/// What is said besides the row.
#[derive(Debug)]
enum More {
    Nothing,
    /// Clauses, and the row among them: it is one statement, whose parts are lowered as they come.
    Clauses(Box<ast::Insert>),
    /// Other rows than one of values.
    Rows(Box<Draft>),
    Refused(Error),
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
            Self { row: OneRow { table, columns, values }, more: More::Nothing }
        } else {
            Box::<Draft>::from(RowList::of(table, row)).into()
        }
    }

    /// Adds a query that the statement names.
    pub(in crate::query) fn with(&mut self, cte: Cte) {
        match self.more() {
            More::Clauses(insert) => insert.with.push(cte),
            More::Rows(draft) => draft.with.push(cte),
            More::Nothing | More::Refused(_) => {}
        }
    }

    /// Says what happens to a row that breaks a constraint.
    pub(super) fn or(&mut self, resolution: Resolution) {
        match self.more() {
            More::Clauses(insert) => insert.or = Some(resolution),
            More::Rows(draft) => draft.or = Some(resolution),
            More::Nothing | More::Refused(_) => {}
        }
    }

    /// Says what happens to a row that is there already.
    pub(super) fn on_conflict(&mut self, clause: Clause) {
        match self.more() {
            More::Clauses(insert) => match clause.lower(insert.table, &insert.columns, &[]) {
                Ok(clause) => insert.on_conflict.push(clause),
                Err(error) => self.more = More::Refused(error),
            },
            More::Rows(draft) => draft.on_conflict.push(clause),
            More::Nothing | More::Refused(_) => {}
        }
    }

    /// Adds a condition to the last `do_update`.
    pub(super) fn filter_update(&mut self, condition: Expr) {
        match &mut self.more {
            More::Clauses(insert) => {
                if let Some(ConflictAction::Update { filter, .. }) =
                    insert.on_conflict.last_mut().map(|last| &mut last.action)
                {
                    filter.push(condition);
                }
            }
            More::Rows(draft) => draft.filter_update(condition),
            More::Nothing | More::Refused(_) => {}
        }
    }

    fn more(&mut self) -> &mut More {
        if let More::Nothing = self.more {
            self.more = More::Clauses(self.row.take_insert());
        }
        &mut self.more
    }

    /// Whether rows stay that were written before one that breaks a constraint.
    pub(super) fn keeps_rows(&self) -> bool {
        let or = match &self.more {
            More::Clauses(insert) => insert.or,
            More::Rows(draft) => draft.or,
            More::Nothing | More::Refused(_) => None,
        };
        or == Some(Resolution::Fail)
    }

    /// As [`Draft::statements`].
    pub(super) fn statements(mut self, returning: Vec<Expr>, variables: usize) -> Result<StatementList, Error> {
        if !returning.is_empty() {
            self.more();
        }
        match self.more {
            More::Nothing => Ok(Tree::Row(self.row).into()),
            More::Clauses(mut insert) => {
                insert.returning = returning;
                Ok(Tree::Insert(insert).into())
            }
            More::Rows(draft) => draft.statements(returning, variables),
            More::Refused(error) => Err(error),
        }
    }
}

impl From<Box<Draft>> for Growing {
    fn from(draft: Box<Draft>) -> Self {
        Self { row: OneRow::none(draft.table()), more: More::Rows(draft) }
    }
}
