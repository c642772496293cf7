//! The slots of a query: one for each relation of its table.

use std::fmt;
use std::iter::{RepeatN, Zip, repeat_n};
use std::marker::PhantomData;
use std::vec::IntoIter;

use super::key::KeyIndex;
use super::linked::LinkOf;
use super::plan::{self, Child, Level, Plan};
use super::query::RelationQuery;
use super::row::NotLoaded;
use super::tree::{LoadQuery, Whole, all_rows};
use super::{Cardinality, Relation};
use crate::ast::{Expr, KeyList, Select};
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

    /// One value for each of the parents, in their order.
    ///
    /// # Errors
    ///
    /// When a parent has no child but needs one.
    fn values(self, parents: usize) -> Result<Vec<Self::Value>, Error>;
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
    /// Where the parents' key stands in their rows, and in the rows of this slot, once planned.
    parent_key: Box<[usize]>,
    /// Where the parents say whether they have the relation, if not all of them do.
    type_at: Option<usize>,
    child_key: Box<[usize]>,
    /// This slot's own level, once planned.
    level: Level,
    parents: KeyIndex,
    rows: Vec<Q::Read>,
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
    pub fn by<X: RelationQuery<Load = Q, Root = R::Child, Slots = Q::Slots, Link: LinkOf<R>>>(query: X) -> Self {
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
            parent_key: Box::default(),
            type_at: None,
            child_key: Box::default(),
            level: Level::default(),
            parents: KeyIndex::default(),
            rows: Vec::new(),
            owners: Vec::new(),
            relation: PhantomData,
        }
    }
}

impl<R: Relation, Q: LoadQuery<Root = R::Child>> Slot for With<R, Q> {
    type Value = <R::Cardinality as Cardinality>::Slot<Q::Row>;

    fn fresh(&self) -> Self {
        Self {
            parent: self.parent,
            parent_key: self.parent_key.clone(),
            type_at: self.type_at,
            child_key: self.child_key.clone(),
            level: self.level,
            parents: self.parents.fresh(),
            ..Self::new(self.select.clone(), self.slots.fresh())
        }
    }

    fn find_keys(&mut self, columns: &mut Vec<Expr>) {
        let source = R::Parent::source();
        let path = R::path();
        self.parent_key = path.parent.iter().map(|&index| plan::position(columns, source.column(index))).collect();
        self.type_at = path.parent_is.map(|(index, _)| plan::position(columns, source.column(index)));
    }

    fn plan(&mut self, plan: &mut Plan, parent: Level) -> Result<(), Error> {
        let path = R::path();
        self.parent = parent;
        self.parents = KeyIndex::new(plan::collations(&path, &self.select, R::Parent::schema()));
        let (mut child, child_key) = Child::new(&path, &self.select, R::Parent::schema());
        self.child_key = child_key;
        self.slots.find_keys(&mut child.select.columns);
        self.level = plan.push(&path, child, parent, &self.parent_key)?;
        self.slots.plan(plan, self.level)
    }

    fn observe<X: Row>(&mut self, row: &X) {
        let absent = self.type_at.zip(R::path().parent_is).is_some_and(|(at, (_, value))| !value.is(row.value(at)));
        if absent { self.parents.push_none() } else { self.parents.push(row, &self.parent_key) }
    }

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        if statement != self.level.statement {
            return self.slots.rows(statement, sql, cursor);
        }
        while let Some(row) = cursor.advance()? {
            // A child with several parents is read once for each: rows need not be `Clone`.
            let mut found = false;
            for owner in self.parents.parents(row, &self.child_key) {
                found = true;
                self.rows.push(Q::Read::from_row(row, 0).map_err(|error| sql.decode_error(error))?);
                self.owners.push(owner);
                self.slots.observe(row);
            }
            // A key that fits no parent may be one that does not fit its type: that is an error, not a row to leave out.
            if !found {
                Q::Read::from_row(row, 0).map_err(|error| sql.decode_error(error))?;
            }
        }
        Ok(())
    }

    fn keys(&self, list: KeyList) -> Option<Vec<Value>> {
        // A list of some of the parents' keys has a number of its own, beside those of all of them.
        let part = if self.type_at.is_some() { list.part.checked_sub(self.level.own_part()) } else { Some(list.part) };
        let own = part
            .filter(|&part| self.parent.statement == list.statement && self.parent_key.get(part) == Some(&list.column));
        own.map(|part| self.parents.parts(part)).or_else(|| self.slots.keys(list))
    }

    fn values(self, parents: usize) -> Result<Vec<Self::Value>, Error> {
        debug_assert_eq!(parents, self.parents.len());
        let values = self.slots.values(self.rows.len())?;
        let rows = self.rows.into_iter().zip(values).map(|(read, values)| Q::assemble(read, values));
        R::Cardinality::place(parents, &self.owners, rows, plan::wrong_number::<R>)
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
    /// The values of all parents.
    type Iter: Iterator<Item = Self::Values>;

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

    /// As [`Slot::values`].
    ///
    /// # Errors
    ///
    /// When a parent has no child but needs one.
    fn values(self, parents: usize) -> Result<Self::Iter, Error>;
}

impl Slots for () {
    type Values = ();
    type Iter = RepeatN<()>;

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

    fn values(self, parents: usize) -> Result<RepeatN<()>, Error> {
        Ok(repeat_n((), parents))
    }
}

impl<H: Slot, T: Slots> Slots for (H, T) {
    type Values = (H::Value, T::Values);
    type Iter = Zip<IntoIter<H::Value>, T::Iter>;

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

    fn values(self, parents: usize) -> Result<Self::Iter, Error> {
        Ok(self.0.values(parents)?.into_iter().zip(self.1.values(parents)?))
    }
}
