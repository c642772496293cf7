//! An update of the rows of a table under one condition at most, and an update while it is built.

use std::fmt;

use super::brief::Matching;
use super::{Assignment, Expr, Resolution, Source, Tree, Update};

/// An update in brief: see [`Brief`](super::Brief).
#[doc(hidden)]
#[derive(Debug, Clone)]
pub struct Change {
    pub(super) rows: Matching,
    pub(super) assignments: Vec<Assignment>,
}

impl Change {
    /// The same as a tree, which takes all of it.
    pub(super) fn take_update(&mut self) -> Box<Update> {
        let mut update = Update::of(self.rows.source);
        update.filter.extend(self.rows.take_condition());
        update.assignments = std::mem::take(&mut self.assignments);
        update
    }
}

/// An update as its builder holds it.
pub(crate) struct Changing {
    change: Change,
    /// The tree, once there is more to say. In a box, because each clause moves the builder.
    full: Option<Box<Update>>,
}

impl Changing {
    /// An update of every row of a table that sets nothing yet.
    pub(crate) const fn of(table: Source) -> Self {
        Self { change: Change { rows: Matching::all(table), assignments: Vec::new() }, full: None }
    }

    /// What is set.
    pub(crate) fn assignments(&mut self) -> &mut Vec<Assignment> {
        match &mut self.full {
            Some(update) => &mut update.assignments,
            None => &mut self.change.assignments,
        }
    }

    /// Adds a condition.
    pub(crate) fn filter(&mut self, condition: Expr) {
        let left = if self.full.is_some() { Some(condition) } else { self.change.rows.add(condition) };
        if let Some(condition) = left {
            self.full().filter.push(condition);
        }
    }

    /// The tree, for clauses to be added.
    pub(crate) fn full(&mut self) -> &mut Update {
        self.full.get_or_insert_with(|| self.change.take_update())
    }

    /// What happens to a row that breaks a constraint, if it is said.
    pub(crate) fn resolution(&self) -> Option<Resolution> {
        self.full.as_ref().and_then(|update| update.or)
    }

    /// The tree.
    pub(crate) fn into_full(mut self) -> Box<Update> {
        self.full.unwrap_or_else(|| self.change.take_update())
    }

    /// The statement, which sets something.
    pub(crate) fn into_tree(self) -> Tree {
        match self.full {
            Some(update) => Tree::Update(update),
            None => Tree::Change(self.change),
        }
    }
}

impl fmt::Debug for Changing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.full {
            Some(update) => update.filter.fmt(f),
            None => self.change.clone().take_update().filter.fmt(f),
        }
    }
}
