//! What a slot knows of its level that does not depend on the type of its rows, so that it is compiled once.

use super::Path;
use super::key::KeyIndex;
use super::plan::{self, Child, Level, Plan};
use super::polymorphic::TypeValue;
use crate::ast::{Expr, KeyList, Select, Source};
use crate::error::Error;
use crate::schema::TableSchema;
use crate::value::{Row, Value};

/// A level below another: its select, and once planned the keys of both.
#[derive(Debug)]
pub(super) struct Below {
    pub(super) select: Select,
    /// The level above.
    parent: Level,
    /// Where the parents' key stands in their rows, and in the rows of this level.
    parent_key: Box<[usize]>,
    child_key: Box<[usize]>,
    /// Where the parents say whether they have the relation and what, if not all of them do.
    typed: Option<(usize, TypeValue)>,
    level: Level,
    parents: KeyIndex,
}

impl Below {
    pub(super) fn new(select: Select) -> Self {
        Self {
            select,
            parent: Level::default(),
            parent_key: Box::default(),
            child_key: Box::default(),
            typed: None,
            level: Level::default(),
            parents: KeyIndex::default(),
        }
    }

    /// The same, planned, before it saw rows.
    pub(super) fn fresh(&self) -> Self {
        Self {
            select: self.select.clone(),
            parent: self.parent,
            parent_key: self.parent_key.clone(),
            child_key: self.child_key.clone(),
            typed: self.typed,
            level: self.level,
            parents: self.parents.fresh(),
        }
    }

    /// Finds the parents' key among the columns that their level selects, or adds it to them.
    pub(super) fn find_keys(&mut self, path: &Path, source: Source, columns: &mut Vec<Expr>) {
        self.parent_key = path.parent.iter().map(|&index| plan::position(columns, source.column(index))).collect();
        self.typed = path.parent_is.map(|(index, value)| (plan::position(columns, source.column(index)), value));
    }

    /// The select of the level, to which the levels below it add their keys.
    pub(super) fn child(&mut self, path: &Path, parent: &'static TableSchema) -> Child {
        self.parents = KeyIndex::new(plan::collations(path, &self.select, parent));
        let (child, child_key) = Child::new(path, &self.select, parent);
        self.child_key = child_key;
        child
    }

    /// Adds the statement of the level.
    ///
    /// # Errors
    ///
    /// When it cannot be lowered.
    pub(super) fn plan(&mut self, plan: &mut Plan, path: &Path, child: Child, parent: Level) -> Result<Level, Error> {
        self.parent = parent;
        self.level = plan.push(path, child, parent, &self.parent_key)?;
        Ok(self.level)
    }

    /// Whether a statement is that of the level.
    #[inline]
    pub(super) const fn is(&self, statement: usize) -> bool {
        self.level.statement == statement
    }

    /// Learns the key of one more parent.
    #[inline]
    pub(super) fn observe(&mut self, row: &impl Row) {
        let absent = self.typed.is_some_and(|(at, value)| !value.is(row.value(at)));
        if absent { self.parents.push_none() } else { self.parents.push(row, &self.parent_key) }
    }

    /// The parents of the child on which a row stands, by their positions.
    #[inline]
    pub(super) fn parents(&self, row: &impl Row) -> impl Iterator<Item = usize> {
        self.parents.parents(row, &self.child_key)
    }

    /// How many parents there are.
    pub(super) fn number_of_parents(&self) -> usize {
        self.parents.len()
    }

    /// The keys that a statement binds, if they are those of this level's parents.
    pub(super) fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        // A list of some of the parents' keys has a number of its own, beside those of all of them.
        let part = if self.typed.is_some() { list.part.checked_sub(self.level.own_part()) } else { Some(list.part) };
        let own = part
            .filter(|&part| self.parent.statement == list.statement && self.parent_key.get(part) == Some(&list.column));
        own.map(|part| self.parents.parts(part))
    }
}
