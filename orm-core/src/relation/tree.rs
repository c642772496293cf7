//! What a relational query holds, and what a load needs to know of it.

use std::fmt;
use std::marker::PhantomData;

use super::slot::Slots;
use crate::ast::Select;
use crate::table::{Table, TableRow};
use crate::value::FromRow;

/// What a load needs to know of a query, as a type: the table, the slots, and the row that they make.
///
/// What a level selects is in its tree; behind that stand the keys that placing needs and the row does not show.
#[doc(hidden)]
pub trait LoadQuery: 'static {
    /// The table.
    type Root: TableRow;
    /// What a row of the level's own statement is read as, from its first column on.
    type Read: FromRow;
    /// The slots.
    type Slots: Slots;
    /// The row.
    type Row: Send + 'static;

    /// A row from what was read and one value for each slot.
    #[doc(hidden)]
    fn assemble(read: Self::Read, values: <Self::Slots as Slots>::Values) -> Self::Row;
}

/// A load of a table's own struct, with nothing below it: what `with_posts()` loads.
#[doc(hidden)]
pub struct Whole<T>(PhantomData<fn() -> T>);

impl<T> fmt::Debug for Whole<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

impl<T: TableRow> LoadQuery for Whole<T> {
    type Root = T;
    type Read = T;
    type Slots = ();
    type Row = T;

    fn assemble(read: T, (): ()) -> T {
        read
    }
}

pub(super) fn all_rows<T: Table>() -> Select {
    let mut select = Select::from(T::source());
    select.select_all();
    select.complete();
    select
}

/// What every query type of `#[derive(Relations)]` holds.
#[doc(hidden)]
pub struct Tree<T, D, L> {
    pub(super) select: Select,
    pub(super) db: D,
    /// The slots; an expansion replaces one of them.
    #[doc(hidden)]
    pub slots: L,
    table: PhantomData<fn() -> T>,
}

#[doc(hidden)]
impl<T: TableRow, D, L> Tree<T, D, L> {
    /// All rows, with these slots.
    pub fn new(db: D, slots: L) -> Self {
        Self::of(all_rows::<T>(), db, slots)
    }

    /// The rows of a select, with these slots.
    pub(crate) const fn of(select: Select, db: D, slots: L) -> Self {
        Self { select, db, slots, table: PhantomData }
    }

    /// The query and its slots, for `joined` to give it others.
    pub fn split(self) -> (Tree<T, D, ()>, L) {
        (Tree { select: self.select, db: self.db, slots: (), table: PhantomData }, self.slots)
    }

    /// The same query with other slots.
    pub fn joined<L2>(self, slots: L2) -> Tree<T, D, L2> {
        Tree { select: self.select, db: self.db, slots, table: PhantomData }
    }

    /// The same query on another handle.
    pub fn on<E>(self, db: E) -> Tree<T, E, L> {
        Tree { select: self.select, db, slots: self.slots, table: PhantomData }
    }

    pub fn into_parts(self) -> (Select, L) {
        (self.select, self.slots)
    }
}

impl<T: TableRow, D, L> fmt::Debug for Tree<T, D, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Query")
            .field("table", &T::schema().name)
            .field("filter", &self.select.filter)
            .finish_non_exhaustive()
    }
}
