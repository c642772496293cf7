//! A select or a delete in brief: the rows of one table, under one condition at most.
//!
//! Most of them say no more than that. Such a one is written, handed on and known again without an allocation; it becomes a
//! tree where its text is not known yet, and where a clause is added that it has no place for.

use std::mem;

use super::select::is_unique;
use super::{Answer, BinaryOp, Conditions, Delete, Expr, RowCount, Select, Source, Tree};
use crate::engine::{Binding, Bindings};
use crate::schema::TableKind;
use crate::value::Value;

/// A select or a delete of such rows.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Brief {
    pub(super) rows: Matching,
    /// Whether one row at most is asked for.
    pub(super) one: bool,
    pub(super) task: Task,
}

/// Every row of a table, or those for which `column op value` is true.
#[derive(Debug, Clone)]
pub(super) struct Matching {
    pub(super) source: Source,
    pub(super) condition: Option<Comparison>,
}

/// What is done with the rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Task {
    Select(Answer),
    Delete,
}

/// A column of the table and what it is compared with.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) op: BinaryOp,
    pub(super) column: usize,
    pub(super) value: Value,
}

impl Brief {
    /// Every row.
    #[inline]
    pub(super) const fn whole(source: Source, task: Task) -> Self {
        Self { rows: Matching::all(source), one: false, task }
    }

    /// The same as a tree, which takes the value.
    pub(super) fn take_tree(&mut self) -> Tree {
        match self.task {
            Task::Select(answer) => Tree::Select(self.take_select(), answer),
            Task::Delete => Tree::Delete(self.take_delete()),
        }
    }

    pub(super) fn take_select(&mut self) -> Box<Select> {
        let mut select = Select::whole(self.rows.source);
        select.filter.extend(self.rows.take_condition());
        select.limit = self.one.then_some(RowCount::Rows(1));
        select
    }

    pub(super) fn take_delete(&mut self) -> Box<Delete> {
        let mut delete = Delete::of(self.rows.source);
        delete.filter.extend(self.rows.take_condition());
        delete
    }

    /// Appends the values, in the order in which the tree has them.
    pub(super) fn take_values(&mut self, values: &mut Bindings) {
        self.rows.take_values(values);
        if self.one {
            values.push(Binding::Value(Value::Integer(1)));
        }
    }
}

impl Matching {
    #[inline]
    pub(super) const fn all(source: Source) -> Self {
        Self { source, condition: None }
    }

    /// Appends the value, if there is one.
    pub(super) fn take_values(&mut self, values: &mut Bindings) {
        if let Some(condition) = &mut self.condition {
            values.push(Binding::Value(mem::take(&mut condition.value)));
        }
    }

    /// The condition as an expression, which takes the value.
    pub(super) fn take_condition(&mut self) -> Option<Expr> {
        let Comparison { op, column, value } = self.condition.take()?;
        Some(Expr::Compare(op, self.source.column(column), value))
    }

    /// Adds a condition, and gives one back for which there is no place.
    pub(super) fn add(&mut self, condition: Expr) -> Option<Expr> {
        match condition {
            Expr::Compare(op, column, value) if self.takes(column.source) => {
                self.condition = Some(Comparison { op, column: column.index, value });
                None
            }
            condition => Some(condition),
        }
    }

    /// Whether there is a place for a condition about a column of the source.
    pub(super) fn takes(&self, source: Source) -> bool {
        self.condition.is_none() && self.source == source && self.source.deleted == source.deleted
    }

    /// Takes the key, if it is one value, as the condition.
    pub(super) fn is_key(&mut self, source: Source, key: &mut Conditions) -> bool {
        let ([column], [Expr::Value(value)]) = (source.schema.primary_key, &mut **key) else { return false };
        self.condition = Some(Comparison { op: BinaryOp::Eq, column: *column, value: mem::take(value) });
        true
    }

    /// Whether the condition names one row by its primary key or another unique column.
    pub(super) fn is_one_row(&self) -> bool {
        let table = self.source.schema;
        let is_unique = |condition: &Comparison| condition.op == BinaryOp::Eq && is_unique(table, condition.column);
        matches!(table.kind, TableKind::Table) && self.condition.as_ref().is_some_and(is_unique)
    }
}
