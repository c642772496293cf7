//! A select in brief: the rows of one table, under one condition at most.
//!
//! Most selects say no more than that. Such a one is written, handed on and known again without an allocation; it becomes a
//! tree where its text is not known yet, and where a clause is added that it has no place for.

use std::borrow::Cow;
use std::fmt;
use std::mem;

use super::select::{add_equal, is_unique};
use super::{Answer, BinaryOp, Conditions, Expr, RowCount, Select, Source, Tree};
use crate::engine::{Binding, Bindings};
use crate::schema::TableKind;
use crate::value::Value;

/// Every row of a table with all its columns, or those for which `column op value` is true.
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Brief {
    pub(super) source: Source,
    pub(super) condition: Option<Comparison>,
    /// Whether one row at most is asked for.
    pub(super) one: bool,
    pub(super) answer: Answer,
}

/// A column of the table and what it is compared with.
#[derive(Debug, Clone)]
pub(super) struct Comparison {
    pub(super) op: BinaryOp,
    pub(super) column: usize,
    pub(super) value: Value,
}

impl Brief {
    /// The same as a tree, which takes the value.
    pub(super) fn take_select(&mut self) -> Box<Select> {
        let mut select = Select::whole(self.source);
        let condition = self
            .condition
            .take()
            .map(|Comparison { op, column, value }| Expr::Compare(op, self.source.column(column), value));
        select.filter.extend(condition);
        select.limit = self.one.then_some(RowCount::Rows(1));
        select
    }

    /// The same as a tree with its columns listed.
    pub(super) fn completed(&self) -> Select {
        let mut select = self.clone().take_select();
        select.complete();
        *select
    }

    /// Appends the values, in the order in which the tree has them.
    pub(super) fn take_values(&mut self, values: &mut Bindings) {
        if let Some(condition) = &mut self.condition {
            values.push(Binding::Value(mem::take(&mut condition.value)));
        }
        if self.one {
            values.push(Binding::Value(Value::Integer(1)));
        }
    }

    /// Takes the key, if it is one value, as the condition.
    fn is_key(&mut self, source: Source, key: &mut Conditions) -> bool {
        let ([column], [Expr::Value(value)]) = (source.schema.primary_key, &mut **key) else { return false };
        self.condition = Some(Comparison { op: BinaryOp::Eq, column: *column, value: mem::take(value) });
        true
    }

    /// Whether the condition names one row by its primary key or another unique column.
    fn is_one_row(&self) -> bool {
        let table = self.source.schema;
        let is_unique = |condition: &Comparison| condition.op == BinaryOp::Eq && is_unique(table, condition.column);
        matches!(table.kind, TableKind::Table) && self.condition.as_ref().is_some_and(is_unique)
    }
}

/// A select as its builder holds it.
#[derive(Clone)]
pub(crate) struct Growing {
    brief: Brief,
    /// The tree, once there is more to say. In a box, because each clause moves the builder.
    full: Option<Box<Select>>,
}

impl Growing {
    /// Every row of a table with all its columns.
    #[inline]
    pub(crate) const fn whole(source: Source) -> Self {
        Self { brief: Brief { source, condition: None, one: false, answer: Answer::Rows }, full: None }
    }

    /// The row of a table with a primary key.
    pub(crate) fn by_key(source: Source, mut key: Conditions) -> Self {
        let mut whole = Self::whole(source);
        if !whole.brief.is_key(source, &mut key) {
            add_equal(&mut whole.full().filter, source, key);
        }
        whole
    }

    /// The name of the first table.
    pub(crate) const fn table(&self) -> &'static str {
        self.brief.source.schema.name
    }

    /// The tree, for clauses to be added.
    pub(crate) fn full(&mut self) -> &mut Select {
        self.full.get_or_insert_with(|| self.brief.take_select())
    }

    /// The tree.
    pub(crate) fn into_full(mut self) -> Box<Select> {
        self.full.unwrap_or_else(|| self.brief.take_select())
    }

    /// The tree with its columns listed.
    pub(crate) fn completed(&self) -> Cow<'_, Select> {
        match &self.full {
            Some(select) => select.completed(),
            None => Cow::Owned(self.brief.completed()),
        }
    }

    /// Adds a condition.
    pub(crate) fn filter(&mut self, condition: Expr) {
        match condition {
            Expr::Compare(op, column, value) if self.takes(column.source) => {
                self.brief.condition = Some(Comparison { op, column: column.index, value });
            }
            condition => self.full().filter.push(condition),
        }
    }

    /// Adds the conditions that the columns of the source's key equal the key.
    pub(crate) fn find(&mut self, source: Source, mut key: Conditions) {
        if !self.takes(source) || !self.brief.is_key(source, &mut key) {
            add_equal(&mut self.full().filter, source, key);
        }
    }

    /// Whether there is a place for a condition about a column of the source.
    fn takes(&self, source: Source) -> bool {
        let own = &self.brief;
        self.full.is_none() && own.condition.is_none() && own.source == source && own.source.deleted == source.deleted
    }

    /// Asks for one row at most, unless there cannot be more. A smaller limit stays.
    pub(crate) fn at_most_one(&mut self) {
        match &mut self.full {
            Some(select) => select.at_most_one(),
            None => self.brief.one = !self.brief.is_one_row(),
        }
    }

    /// The statement.
    pub(crate) fn into_tree(self, answer: Answer) -> Tree {
        match self.full {
            Some(select) => Tree::Select(select, answer),
            None => Tree::Brief(Brief { answer, ..self.brief }),
        }
    }
}

impl From<Box<Select>> for Growing {
    fn from(select: Box<Select>) -> Self {
        let whole = Self::whole(select.from);
        Self { full: Some(select), ..whole }
    }
}

impl fmt::Debug for Growing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.full {
            Some(select) => select.fmt(f),
            None => self.brief.clone().take_select().fmt(f),
        }
    }
}
