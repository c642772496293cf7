//! The slots of a query: one for each relation of its table.

use std::fmt;
use std::marker::PhantomData;

use super::key::KeyIndex;
use super::plan::{self, Level, Plan};
use super::query::RelationQuery;
use super::row::NotLoaded;
use super::tree::{LoadQuery, Whole, all_rows};
use super::{Cardinality, Path, Relation};
use crate::ast::{KeyList, Select};
use crate::engine::{Cursor, Sql};
use crate::error::Error;
use crate::table::Table;
use crate::value::{FromRow, Row, Value};

/// What stands in one slot of a query: nothing, or a query of the related table.
///
/// The slot is also where a load gathers: it learns the keys of the parents, takes the rows of its own statement, and
/// gives one value for each parent at the end.
#[doc(hidden)]
pub trait Slot: Send + 'static {
    /// What the slot of a row holds.
    type Value: Send + 'static;

    /// Adds the statements below a parent level.
    ///
    /// # Errors
    ///
    /// When a statement cannot be lowered.
    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error>;

    /// Learns the key of one more parent, whose columns stand in the row from `start` on.
    fn observe<R: Row>(&mut self, row: &R, start: usize);

    /// Takes the rows of a statement, if it is one of this slot's.
    ///
    /// # Errors
    ///
    /// What the cursor fails with, and a value that does not fit its type.
    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error>;

    /// The keys that a statement binds, if they are this slot's.
    fn keys(&self, list: KeyList) -> Option<Vec<Value>>;

    /// One value for each of the parents, in their order.
    ///
    /// # Errors
    ///
    /// When a parent has no child but needs one.
    fn values(self, parents: usize) -> Result<Vec<Self::Value>, Error>;
}

impl<R: Relation> Slot for NotLoaded<R> {
    type Value = Self;

    fn plan(&mut self, _: &mut Plan, _: Level) -> Result<(), Error> {
        Ok(())
    }

    fn observe<X: Row>(&mut self, _: &X, _: usize) {}

    fn rows<C: Cursor>(&mut self, _: usize, _: &Sql, _: &mut C) -> Result<(), Error> {
        Ok(())
    }

    fn keys(&self, _: KeyList) -> Option<Vec<Value>> {
        None
    }

    fn values(self, parents: usize) -> Result<Vec<Self>, Error> {
        Ok(vec![self; parents])
    }
}

/// The relation `R` is loaded, by the query `Q` of the related table.
#[doc(hidden)]
pub struct With<R, Q: LoadQuery> {
    select: Select,
    slots: Q::Slots,
    /// The level above, once planned.
    parent: Level,
    /// This slot's own level, once planned.
    level: Level,
    parents: KeyIndex,
    rows: Vec<Q::Root>,
    /// For each row, the position of its parent.
    owners: Vec<usize>,
    relation: PhantomData<fn() -> R>,
}

#[doc(hidden)]
impl<R: Relation> With<R, Whole<R::Child>> {
    /// Loads the related table's own struct.
    pub fn whole() -> Self {
        Self::new(all_rows::<R::Child>(), ())
    }
}

#[doc(hidden)]
impl<R: Relation, Q: LoadQuery<Root = R::Child>> With<R, Q> {
    /// Loads by a query.
    pub fn by<X: RelationQuery<Load = Q, Root = R::Child, Slots = Q::Slots>>(query: X) -> Self {
        let (select, slots) = query.tree().into_parts();
        Self::new(select, slots)
    }
}

impl<R: Relation, Q: LoadQuery<Root = R::Child>> With<R, Q> {
    fn new(select: Select, slots: Q::Slots) -> Self {
        Self {
            select,
            slots,
            parent: Level::default(),
            level: Level::default(),
            parents: KeyIndex::default(),
            rows: Vec::new(),
            owners: Vec::new(),
            relation: PhantomData,
        }
    }

    fn parent_key(path: &Path, start: usize) -> impl ExactSizeIterator<Item = usize> {
        path.parent.iter().map(move |position| start + position)
    }
}

impl<R: Relation, Q: LoadQuery<Root = R::Child>> Slot for With<R, Q> {
    type Value = <R::Cardinality as Cardinality>::Slot<Q::Row>;

    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error> {
        self.parent = parent;
        self.parents = KeyIndex::new(plan::collations(&R::path(), &self.select, R::Parent::schema()));
        self.level = plan.push(&R::path(), &self.select, parent, R::Parent::schema())?;
        self.slots.plan(plan, self.level)
    }

    fn observe<X: Row>(&mut self, row: &X, start: usize) {
        self.parents.push(row, Self::parent_key(&R::path(), start));
    }

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        if statement != self.level.statement {
            return self.slots.rows(statement, sql, cursor);
        }
        let path = R::path();
        let start = self.level.start;
        while let Some(row) = cursor.advance()? {
            // A child with several parents is read once for each: rows need not be `Clone`.
            let mut found = false;
            for owner in self.parents.parents(row, plan::child_key(&path)) {
                found = true;
                self.rows.push(Q::Root::from_row(row, start).map_err(|error| sql.decode_error(error))?);
                self.owners.push(owner);
                self.slots.observe(row, start);
            }
            // A key that fits no parent may be one that does not fit its type: that is an error, not a row to leave out.
            if !found {
                Q::Root::from_row(row, start).map_err(|error| sql.decode_error(error))?;
            }
        }
        Ok(())
    }

    fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        let own = self.parent.statement == list.statement
            && Self::parent_key(&R::path(), self.parent.start).nth(list.part) == Some(list.column);
        if own { Some(self.parents.parts(list.part)) } else { self.slots.keys(list) }
    }

    fn values(self, parents: usize) -> Result<Vec<Self::Value>, Error> {
        debug_assert_eq!(parents, self.parents.len());
        let values = self.slots.values(self.rows.len())?;
        let rows = self.rows.into_iter().zip(values).map(|(row, values)| Q::assemble(row, values));
        R::Cardinality::place(parents, self.owners.into_iter().zip(rows), plan::wrong_number::<R>)
    }
}

impl<R, Q: LoadQuery> fmt::Debug for With<R, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("With").field(&self.select).finish()
    }
}

/// All slots of a query: a list of pairs, so that no number of relations is too large.
#[doc(hidden)]
pub trait Slots: Send + 'static {
    /// One value for each slot.
    type Values: Send + 'static;

    /// As [`Slot::plan`].
    ///
    /// # Errors
    ///
    /// When a statement cannot be lowered.
    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error>;

    /// As [`Slot::observe`].
    fn observe<R: Row>(&mut self, row: &R, start: usize);

    /// As [`Slot::rows`].
    ///
    /// # Errors
    ///
    /// What the cursor fails with, and a value that does not fit its type.
    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error>;

    /// As [`Slot::keys`].
    fn keys(&self, list: KeyList) -> Option<Vec<Value>>;

    /// As [`Slot::values`].
    ///
    /// # Errors
    ///
    /// When a parent has no child but needs one.
    fn values(self, parents: usize) -> Result<Vec<Self::Values>, Error>;
}

impl Slots for () {
    type Values = ();

    fn plan(&mut self, _: &mut Plan, _: Level) -> Result<(), Error> {
        Ok(())
    }

    fn observe<R: Row>(&mut self, _: &R, _: usize) {}

    fn rows<C: Cursor>(&mut self, _: usize, _: &Sql, _: &mut C) -> Result<(), Error> {
        Ok(())
    }

    fn keys(&self, _: KeyList) -> Option<Vec<Value>> {
        None
    }

    fn values(self, parents: usize) -> Result<Vec<()>, Error> {
        Ok(vec![(); parents])
    }
}

impl<H: Slot, T: Slots> Slots for (H, T) {
    type Values = (H::Value, T::Values);

    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error> {
        self.0.plan(plan, parent)?;
        self.1.plan(plan, parent)
    }

    fn observe<R: Row>(&mut self, row: &R, start: usize) {
        self.0.observe(row, start);
        self.1.observe(row, start);
    }

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.0.rows(statement, sql, cursor)?;
        self.1.rows(statement, sql, cursor)
    }

    fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        self.0.keys(list).or_else(|| self.1.keys(list))
    }

    fn values(self, parents: usize) -> Result<Vec<Self::Values>, Error> {
        let heads = self.0.values(parents)?;
        let tails = self.1.values(parents)?;
        Ok(heads.into_iter().zip(tails).collect())
    }
}
