//! A select or a delete while it is built: in brief, until a clause is added that has no place there.

use std::borrow::Cow;
use std::fmt;

use super::brief::Task;
use super::select::add_equal;
use super::{Answer, Brief, Conditions, Delete, Expr, Select, Source, Tree};

/// A statement as its builder holds it.
#[derive(Clone)]
pub(crate) struct Growing<Q> {
    brief: Brief,
    /// The tree, once there is more to say. In a box, because each clause moves the builder.
    full: Option<Box<Q>>,
}

impl Growing<Select> {
    /// Every row of a table with all its columns.
    #[inline]
    pub(crate) const fn whole(source: Source) -> Self {
        Self { brief: Brief::whole(source, Task::Select(Answer::Rows)), full: None }
    }

    /// The row of a table with a primary key.
    pub(crate) fn by_key(source: Source, mut key: Conditions) -> Self {
        let mut whole = Self::whole(source);
        if !whole.brief.rows.is_key(source, &mut key) {
            add_equal(&mut whole.full().filter, source, key);
        }
        whole
    }

    /// The name of the first table.
    pub(crate) const fn table(&self) -> &'static str {
        self.brief.rows.source.schema.name
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
        if let Some(select) = &self.full {
            return select.completed();
        }
        let mut select = self.brief.clone().take_select();
        select.complete();
        Cow::Owned(*select)
    }

    /// Adds a condition.
    pub(crate) fn filter(&mut self, condition: Expr) {
        let left = if self.full.is_some() { Some(condition) } else { self.brief.rows.add(condition) };
        if let Some(condition) = left {
            self.full().filter.push(condition);
        }
    }

    /// Adds the conditions that the columns of the source's key equal the key.
    pub(crate) fn find(&mut self, source: Source, mut key: Conditions) {
        if self.full.is_some() || !self.brief.rows.takes(source) || !self.brief.rows.is_key(source, &mut key) {
            add_equal(&mut self.full().filter, source, key);
        }
    }

    /// Asks for one row at most, unless there cannot be more. A smaller limit stays.
    pub(crate) fn at_most_one(&mut self) {
        match &mut self.full {
            Some(select) => select.at_most_one(),
            None => self.brief.one = !self.brief.rows.is_one_row(),
        }
    }

    /// The statement.
    pub(crate) fn into_tree(self, answer: Answer) -> Tree {
        match self.full {
            Some(select) => Tree::Select(select, answer),
            None => Tree::Brief(Brief { task: Task::Select(answer), ..self.brief }),
        }
    }
}

impl From<Box<Select>> for Growing<Select> {
    fn from(select: Box<Select>) -> Self {
        let whole = Self::whole(select.from);
        Self { full: Some(select), ..whole }
    }
}

impl fmt::Debug for Growing<Select> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.full {
            Some(select) => select.fmt(f),
            None => self.brief.clone().take_select().fmt(f),
        }
    }
}

impl Growing<Delete> {
    /// A delete of every row of a table.
    pub(crate) const fn delete(source: Source) -> Self {
        Self { brief: Brief::whole(source, Task::Delete), full: None }
    }

    /// The tree, for clauses to be added.
    pub(crate) fn full(&mut self) -> &mut Delete {
        self.full.get_or_insert_with(|| self.brief.take_delete())
    }

    /// Adds a condition.
    pub(crate) fn filter(&mut self, condition: Expr) {
        let left = if self.full.is_some() { Some(condition) } else { self.brief.rows.add(condition) };
        if let Some(condition) = left {
            self.full().filter.push(condition);
        }
    }

    /// The statement, which gives rows back where columns are listed.
    pub(crate) fn into_tree(mut self, returning: Vec<Expr>) -> Tree {
        if !returning.is_empty() {
            self.full().returning = returning;
        }
        match self.full {
            Some(delete) => Tree::Delete(delete),
            None => Tree::Brief(self.brief),
        }
    }
}

impl fmt::Debug for Growing<Delete> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.clone().full().filter.fmt(f)
    }
}
