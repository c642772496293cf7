//! The slot of a relation that is loaded if a condition holds: what `with_posts_if` makes.

use std::fmt;

use super::plan::{Level, Plan};
use super::slot::{Slot, With};
use super::tree::Whole;
use super::{Polymorphic, Relation, WithAny};
use crate::ast::{Expr, KeyList};
use crate::engine::{Cursor, Sql};
use crate::error::Error;
use crate::value::{Row, Value};

/// The slot `S`, if it was asked for. Without it there is no statement.
#[doc(hidden)]
pub struct If<S>(Option<S>);

#[doc(hidden)]
impl<R: Relation> If<With<R, Whole<R::Child>>> {
    /// Loads the related table's own struct, if the condition holds.
    pub fn whole(condition: bool) -> Self {
        Self(condition.then(With::whole))
    }
}

#[doc(hidden)]
impl<R: Polymorphic> If<WithAny<R>> {
    /// Loads the related tables' own structs, if the condition holds.
    pub fn any(condition: bool) -> Self {
        Self(condition.then(WithAny::whole))
    }
}

impl<S: Slot> Slot for If<S> {
    type Value = Option<S::Value>;

    fn fresh(&self) -> Self {
        Self(self.0.as_ref().map(S::fresh))
    }

    fn find_keys(&mut self, columns: &mut Vec<Expr>) {
        if let Some(slot) = &mut self.0 {
            slot.find_keys(columns);
        }
    }

    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error> {
        self.0.as_mut().map_or(Ok(()), |slot| slot.plan(plan, parent))
    }

    fn observe<R: Row>(&mut self, row: &R) {
        if let Some(slot) = &mut self.0 {
            slot.observe(row);
        }
    }

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.0.as_mut().map_or(Ok(()), |slot| slot.rows(statement, sql, cursor))
    }

    fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        self.0.as_ref()?.keys(list)
    }

    fn settle(&mut self, parents: usize, moved: Option<&[usize]>) -> Result<(), Error> {
        self.0.as_mut().map_or(Ok(()), |slot| slot.settle(parents, moved))
    }

    fn next_value(&mut self) -> Option<Self::Value> {
        match &mut self.0 {
            Some(slot) => slot.next_value().map(Some),
            None => Some(None),
        }
    }
}

impl<S> fmt::Debug for If<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("If").field(&self.0.is_some()).finish()
    }
}
