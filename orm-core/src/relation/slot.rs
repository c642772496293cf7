//! The slots of a query: one for each relation of its table.

use std::marker::PhantomData;
use std::{fmt, mem};

use super::arrange::{Arranged, arrange};
use super::below::Below;
use super::linked::LinkOf;
use super::plan::{self, Level, Plan};
use super::query::RelationQuery;
use super::row::NotLoaded;
use super::tree::{LoadQuery, Whole, all_rows};
use super::{Cardinality, Relation};
use crate::ast::{Expr, KeyList};
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

    /// The slot as it is before it sees rows: of a planned one, a planned one.
    #[must_use]
    fn fresh(&self) -> Self
    where
        Self: Sized;

    /// Finds the parents' key among the columns that their level selects, or adds it to them.
    fn find_keys(&mut self, columns: &mut Vec<Expr>);

    /// Adds the statements below a parent level.
    ///
    /// # Errors
    ///
    /// When a statement cannot be lowered.
    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error>;

    /// Learns the key of one more parent, a row of the level above.
    fn observe<R: Row>(&mut self, row: &R);

    /// Takes the rows of a statement, if it is one of this slot's.
    ///
    /// # Errors
    ///
    /// What the cursor fails with, and a value that does not fit its type.
    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error>;

    /// The keys that a statement binds, if they are this slot's.
    fn keys(&self, list: KeyList) -> Option<Vec<Value>>;

    /// Puts what it gathered into the order of the parents; `moved` says where each of them stands now, if not where it stood.
    ///
    /// # Errors
    ///
    /// When a parent has no child but needs one.
    fn settle(&mut self, parents: usize, moved: Option<&[usize]>) -> Result<(), Error>;

    /// The value of the next parent, once settled.
    fn next_value(&mut self) -> Option<Self::Value>;
}

impl<R: 'static> Slot for NotLoaded<R> {
    type Value = Self;

    fn fresh(&self) -> Self {
        *self
    }

    fn find_keys(&mut self, _: &mut Vec<Expr>) {}

    fn plan(&mut self, _: &mut Plan, _: Level) -> Result<(), Error> {
        Ok(())
    }

    fn observe<X: Row>(&mut self, _: &X) {}

    fn rows<C: Cursor>(&mut self, _: usize, _: &Sql, _: &mut C) -> Result<(), Error> {
        Ok(())
    }

    fn keys(&self, _: KeyList) -> Option<Vec<Value>> {
        None
    }

    fn settle(&mut self, _: usize, _: Option<&[usize]>) -> Result<(), Error> {
        Ok(())
    }

    fn next_value(&mut self) -> Option<Self> {
        Some(*self)
    }
}

/// The relation `R` is loaded, by the query `Q` of the related table.
#[doc(hidden)]
pub struct With<R, Q: LoadQuery> {
    below: Below,
    slots: Q::Slots,
    /// The rows as they were read, each until its parent asks for it.
    rows: Vec<Option<Q::Read>>,
    /// For each row, the position of its parent.
    owners: Vec<usize>,
    /// The order of the rows, once settled.
    arranged: Arranged,
    relation: PhantomData<fn() -> R>,
}

#[doc(hidden)]
impl<R: Relation> With<R, Whole<R::Child>> {
    /// Loads the related table's own struct.
    pub fn whole() -> Self {
        Self::of(Below::new(all_rows::<R::Child>()), ())
    }
}

#[doc(hidden)]
impl<R: Relation, Q: LoadQuery<Root = R::Child>> With<R, Q> {
    /// Loads by a query.
    pub fn by<X: RelationQuery<Load = Q, Root = R::Child, Slots = Q::Slots, Link: LinkOf<R>>>(query: X) -> Self {
        let (select, slots) = query.tree().into_parts();
        Self::of(Below::new(select), slots)
    }
}

impl<R, Q: LoadQuery> With<R, Q> {
    fn of(below: Below, slots: Q::Slots) -> Self {
        Self {
            below,
            slots,
            rows: Vec::new(),
            owners: Vec::new(),
            arranged: Arranged::default(),
            relation: PhantomData,
        }
    }
}

impl<R: Relation, Q: LoadQuery<Root = R::Child>> Slot for With<R, Q> {
    type Value = <R::Cardinality as Cardinality>::Slot<Q::Row>;

    fn fresh(&self) -> Self {
        Self::of(self.below.fresh(), self.slots.fresh())
    }

    fn find_keys(&mut self, columns: &mut Vec<Expr>) {
        self.below.find_keys(&R::path(), R::Parent::source(), columns);
    }

    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error> {
        let path = R::path();
        let mut child = self.below.child(&path, R::Parent::schema());
        self.slots.find_keys(&mut child.select.columns);
        let level = self.below.plan(plan, &path, child, parent)?;
        self.slots.plan(plan, level)
    }

    fn observe<X: Row>(&mut self, row: &X) {
        self.below.observe(row);
    }

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        if !self.below.is(statement) {
            return self.slots.rows(statement, sql, cursor);
        }
        while let Some(row) = cursor.advance()? {
            // A child with several parents is read once for each: rows need not be `Clone`. A key that fits no parent may be
            // one that does not fit its type: that is an error, so that its row is read too and not kept.
            let mut owners = self.below.parents(row);
            let mut owner = owners.next();
            loop {
                let read = Q::Read::from_row(row, 0).map_err(|error| sql.decode_error(error))?;
                let Some(of) = owner else { break };
                self.rows.push(Some(read));
                self.owners.push(of);
                self.slots.observe(row);
                owner = owners.next();
                if owner.is_none() {
                    break;
                }
            }
        }
        Ok(())
    }

    fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        self.below.keys(list).or_else(|| self.slots.keys(list))
    }

    fn settle(&mut self, parents: usize, moved: Option<&[usize]>) -> Result<(), Error> {
        debug_assert_eq!(parents, self.below.number_of_parents());
        let owners = mem::take(&mut self.owners);
        self.arranged = arrange(owners, parents, moved, R::Cardinality::ALLOWED)
            .map_err(|wrong| plan::wrong_number(wrong, R::Parent::schema(), R::Child::schema(), R::path().name))?;
        self.slots.settle(self.rows.len(), self.arranged.moved())
    }

    #[inline]
    fn next_value(&mut self) -> Option<Self::Value> {
        R::Cardinality::fill(self.arranged.next_count()?, || {
            let read = self.rows.get_mut(self.arranged.next_child()?)?.take()?;
            Some(Q::assemble(read, self.slots.next_values()?))
        })
    }
}

impl<R, Q: LoadQuery> fmt::Debug for With<R, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("With").field(&self.below.select).finish()
    }
}

/// All slots of a query: a list of pairs, so that no number of relations is too large.
#[doc(hidden)]
pub trait Slots: Send + 'static {
    /// One value for each slot.
    type Values: Send + 'static;

    /// As [`Slot::fresh`].
    #[must_use]
    fn fresh(&self) -> Self
    where
        Self: Sized;

    /// As [`Slot::find_keys`].
    fn find_keys(&mut self, columns: &mut Vec<Expr>);

    /// As [`Slot::plan`].
    ///
    /// # Errors
    ///
    /// When a statement cannot be lowered.
    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error>;

    /// As [`Slot::observe`].
    fn observe<R: Row>(&mut self, row: &R);

    /// As [`Slot::rows`].
    ///
    /// # Errors
    ///
    /// What the cursor fails with, and a value that does not fit its type.
    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error>;

    /// As [`Slot::keys`].
    fn keys(&self, list: KeyList) -> Option<Vec<Value>>;

    /// As [`Slot::settle`].
    ///
    /// # Errors
    ///
    /// When a parent has no child but needs one.
    fn settle(&mut self, parents: usize, moved: Option<&[usize]>) -> Result<(), Error>;

    /// As [`Slot::next_value`].
    fn next_values(&mut self) -> Option<Self::Values>;
}

impl Slots for () {
    type Values = ();

    fn fresh(&self) -> Self {}

    fn find_keys(&mut self, _: &mut Vec<Expr>) {}

    fn plan(&mut self, _: &mut Plan, _: Level) -> Result<(), Error> {
        Ok(())
    }

    fn observe<R: Row>(&mut self, _: &R) {}

    fn rows<C: Cursor>(&mut self, _: usize, _: &Sql, _: &mut C) -> Result<(), Error> {
        Ok(())
    }

    fn keys(&self, _: KeyList) -> Option<Vec<Value>> {
        None
    }

    fn settle(&mut self, _: usize, _: Option<&[usize]>) -> Result<(), Error> {
        Ok(())
    }

    #[inline]
    fn next_values(&mut self) -> Option<()> {
        Some(())
    }
}

impl<H: Slot, T: Slots> Slots for (H, T) {
    type Values = (H::Value, T::Values);

    fn fresh(&self) -> Self {
        (self.0.fresh(), self.1.fresh())
    }

    fn find_keys(&mut self, columns: &mut Vec<Expr>) {
        self.0.find_keys(columns);
        self.1.find_keys(columns);
    }

    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error> {
        self.0.plan(plan, parent)?;
        self.1.plan(plan, parent)
    }

    fn observe<R: Row>(&mut self, row: &R) {
        self.0.observe(row);
        self.1.observe(row);
    }

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.0.rows(statement, sql, cursor)?;
        self.1.rows(statement, sql, cursor)
    }

    fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        self.0.keys(list).or_else(|| self.1.keys(list))
    }

    fn settle(&mut self, parents: usize, moved: Option<&[usize]>) -> Result<(), Error> {
        self.0.settle(parents, moved)?;
        self.1.settle(parents, moved)
    }

    #[inline]
    fn next_values(&mut self) -> Option<Self::Values> {
        Some((self.0.next_value()?, self.1.next_values()?))
    }
}
