//! Relational queries: rows of a table with the relations that the query names.

use std::fmt;
use std::marker::PhantomData;

use super::loader::{self, FirstOf, OneOf};
use super::slot::Slots;
use crate::ast::Select;
use crate::engine::{Engine, Request, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Expr, IntoOrder, RowKind};
use crate::query::find::{Key, conditions};
use crate::sql;
use crate::table::{PrimaryKey, Table, TableRow};

/// A struct that derives `Relations`: it can be queried with its relations.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relational query",
    label = "`{Self}` does not derive `Relations`",
    note = "add `#[derive(Relations)]` to the struct; it needs no relations"
)]
pub trait Relations: TableRow {
    /// The query type, on a handle.
    type Query<D>: RelationQuery<Root = Self, Db = D>;

    /// A query of all rows, with nothing loaded.
    fn query_on<D>(db: D) -> Self::Query<D>;

    /// A query without a database, bound later with `using`.
    fn query() -> Self::Query<Unbound> {
        Self::query_on(Unbound)
    }
}

/// `Self` derives `Relations`, asked inside of a query on the handle `D`.
///
/// The handle keeps the question open until a `with_x_by` is called: a struct without `Relations` may be related to.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relational query",
    label = "`{Self}` does not derive `Relations`",
    note = "add `#[derive(Relations)]` to the struct; it needs no relations"
)]
pub trait RelationsOn<D>: TableRow {
    /// The query type, without a database.
    type Query: RelationQuery<Root = Self, Db = Unbound>;

    /// A query of all rows, with nothing loaded.
    fn unbound() -> Self::Query;
}

#[diagnostic::do_not_recommend]
impl<T: Relations, D> RelationsOn<D> for T {
    type Query = T::Query<Unbound>;

    fn unbound() -> Self::Query {
        T::query()
    }
}

/// What a load needs to know of a query, as a type: the table, the slots, and the row that they make.
pub trait LoadQuery: 'static {
    /// The table.
    type Root: TableRow;
    /// The slots.
    type Slots: Slots;
    /// The row.
    type Row: Send + 'static;

    /// A row from the table's struct and one value for each slot.
    #[doc(hidden)]
    fn assemble(root: Self::Root, values: <Self::Slots as Slots>::Values) -> Self::Row;
}

/// A load of a table's own struct, with nothing below it: what `with_posts()` loads.
pub struct Whole<T>(PhantomData<fn() -> T>);

impl<T> fmt::Debug for Whole<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Whole")
    }
}

impl<T: TableRow> LoadQuery for Whole<T> {
    type Root = T;
    type Slots = ();
    type Row = T;

    fn assemble(root: T, (): ()) -> T {
        root
    }
}

pub(super) fn all_rows<T: Table>() -> Select {
    let mut select = Select::from(T::source());
    select.select_all();
    select
}

/// What every query type of `#[derive(Relations)]` holds.
pub struct Tree<T, D, L> {
    select: Select,
    db: D,
    /// The slots; an expansion replaces one of them.
    #[doc(hidden)]
    pub slots: L,
    table: PhantomData<fn() -> T>,
}

#[doc(hidden)]
impl<T: TableRow, D, L> Tree<T, D, L> {
    /// All rows, with these slots.
    pub fn new(db: D, slots: L) -> Self {
        Self { select: all_rows::<T>(), db, slots, table: PhantomData }
    }

    /// The same query with other slots.
    pub fn with<L2>(self, change: impl FnOnce(L) -> L2) -> Tree<T, D, L2> {
        Tree { select: self.select, db: self.db, slots: change(self.slots), table: PhantomData }
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

/// The methods of every relational query; in the prelude.
///
/// `filter` repeats as AND, `order_by` appends, `limit` and `offset` replace. Inside of `with_x_by`, `limit` and
/// `offset` count the rows of each parent.
pub trait RelationQuery: Sized {
    /// The table.
    type Root: TableRow;
    /// The handle.
    type Db;
    /// The slots.
    type Slots: Slots;
    /// The load that the query is.
    type Load: LoadQuery<Root = Self::Root, Slots = Self::Slots>;

    /// What the query holds.
    #[doc(hidden)]
    fn tree(self) -> Tree<Self::Root, Self::Db, Self::Slots>;

    /// The query from what it holds.
    #[doc(hidden)]
    fn from_tree(tree: Tree<Self::Root, Self::Db, Self::Slots>) -> Self;

    /// `WHERE`: keeps the rows for which the predicate is true. Repeated, all must be true.
    fn filter<K: RowKind>(self, predicate: Expr<Self::Root, bool, K>) -> Self {
        let mut tree = self.tree();
        tree.select.filter.push(predicate.node);
        Self::from_tree(tree)
    }

    /// A filter, if there is one.
    fn filter_opt<K: RowKind>(self, predicate: Option<Expr<Self::Root, bool, K>>) -> Self {
        match predicate {
            Some(predicate) => self.filter(predicate),
            None => self,
        }
    }

    /// The row with a primary key.
    fn find(self, key: impl crate::value::IntoValue<<Self::Root as PrimaryKey>::Key>) -> Self
    where
        Self::Root: PrimaryKey,
        <Self::Root as PrimaryKey>::Key: Key,
    {
        let mut tree = self.tree();
        tree.select.filter.extend(conditions(Self::Root::source(), key.into_value()));
        Self::from_tree(tree)
    }

    /// Appends to the order.
    fn order_by<O: IntoOrder<Self::Root, I>, I>(self, order: O) -> Self {
        let mut tree = self.tree();
        order.append(&mut tree.select.order_by);
        Self::from_tree(tree)
    }

    /// At most so many rows; of each parent, inside of `with_x_by`.
    #[must_use]
    fn limit(self, rows: u64) -> Self {
        let mut tree = self.tree();
        tree.select.limit = Some(rows);
        Self::from_tree(tree)
    }

    /// Leaves out the first rows; of each parent, inside of `with_x_by`.
    #[must_use]
    fn offset(self, rows: u64) -> Self {
        let mut tree = self.tree();
        tree.select.offset = Some(rows);
        Self::from_tree(tree)
    }

    /// All rows, with the relations that are loaded.
    fn all(self) -> <Self::Db as Engine>::Output<Vec<<Self::Load as LoadQuery>::Row>>
    where
        Self::Db: Engine,
    {
        let tree = self.tree();
        let request = loader::request::<Self::Load>(&tree.select, tree.slots);
        tree.db.run(request)
    }

    /// The first row, or `None`.
    fn get(self) -> <Self::Db as Engine>::Output<Option<<Self::Load as LoadQuery>::Row>>
    where
        Self::Db: Engine,
    {
        let mut tree = self.tree();
        at_most_one(&mut tree.select);
        let request = loader::request::<Self::Load>(&tree.select, tree.slots);
        tree.db.run(request.map(|request| Request {
            statements: request.statements,
            writes: false,
            decoder: FirstOf(request.decoder),
        }))
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true.
    fn one(self) -> <Self::Db as Engine>::Output<<Self::Load as LoadQuery>::Row>
    where
        Self::Db: Engine,
    {
        let mut tree = self.tree();
        at_most_one(&mut tree.select);
        let table = Self::Root::schema().name;
        let request = loader::request::<Self::Load>(&tree.select, tree.slots);
        tree.db.run(request.map(|request| Request {
            statements: request.statements,
            writes: false,
            decoder: OneOf { rows: request.decoder, table },
        }))
    }

    /// How many rows there are; nothing is loaded.
    fn count(self) -> <Self::Db as Engine>::Output<u64>
    where
        Self::Db: Engine,
    {
        let tree = self.tree();
        tree.db.run(scalar::<Self::Root, u64>(sql::count(&tree.select)))
    }

    /// Whether there is a row; nothing is loaded.
    fn exists(self) -> <Self::Db as Engine>::Output<bool>
    where
        Self::Db: Engine,
    {
        let tree = self.tree();
        tree.db.run(scalar::<Self::Root, bool>(sql::exists(&tree.select)))
    }

    /// The statements of the load, in the order in which they run. The keys that a statement binds are known only
    /// when it runs.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound.
    fn to_sql(self) -> Result<Vec<Sql>, Error> {
        let tree = self.tree();
        Ok(loader::request::<Self::Load>(&tree.select, tree.slots)?.statements)
    }
}

fn at_most_one(select: &mut Select) {
    select.limit = Some(select.limit.map_or(1, |limit| limit.min(1)));
}

fn scalar<T: Table, R>(sql: Result<Sql, Error>) -> Result<Request<crate::query::decoder::One<R>>, Error> {
    let decoder = crate::query::decoder::One::new(T::schema().name);
    Ok(Request { statements: vec![sql?], writes: false, decoder })
}
