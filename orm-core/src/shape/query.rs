//! The query that loads a shape.

use std::fmt;
use std::marker::PhantomData;

use super::{Columns, ShapeDef};
use crate::ast::Select;
use crate::engine::{Engine, Unbound};
use crate::relation::{LoadQuery, RelationQuery, Slots, Tree};
use crate::table::Table;

/// A query of rows of a table, loaded as the shape `X` on the handle `D`: what `db.load::<Card>()` gives.
///
/// It has the methods of every relational query: `filter`, `order_by`, `limit`, `offset`, `find`, and `all`, `get`, `one`,
/// `count`, `exists`, `to_sql`. It selects exactly the columns of the shape, and behind them the keys that its relations
/// need to find their parents; each relation is one statement more.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// #[derive(Shape)]
/// #[shape(of = Post)]
/// struct Headline {
///     title: String,
///     author: Writer,
/// }
///
/// #[derive(Shape)]
/// #[shape(of = User)]
/// struct Writer {
///     name: String,
/// }
///
/// let headline = db.load::<Headline>().find(2).one()?;
/// assert_eq!((headline.title.as_str(), headline.author.name.as_str()), ("Engines", "Ada"));
/// assert_eq!(db.load::<Headline>().filter(Post::LIKES.gt(5)).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a query does nothing until a method such as `all` runs it"]
pub struct ShapeQuery<X: ShapeDef, D>(Tree<X::Table, D, X::Slots>);

impl<X: ShapeDef, D> ShapeQuery<X, D> {
    pub(crate) fn new(db: D, params: &X::Params) -> Self {
        let mut columns = Columns::default();
        let slots = X::build(params, &mut columns);
        let mut select = Select::from(X::Table::source());
        select.columns = columns.0;
        Self(Tree::of(select, db, slots))
    }
}

impl<X: ShapeDef> ShapeQuery<X, Unbound> {
    /// Binds the query to a database or a transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape)]
    /// #[shape(of = Tag)]
    /// struct Label {
    ///     name: String,
    /// }
    ///
    /// let first = Label::load().order_by(Tag::NAME).limit(1);
    /// assert_eq!(first.using(&db).one()?.name, "machines");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn using<E: Engine>(self, db: E) -> ShapeQuery<X, E> {
        ShapeQuery(self.0.on(db))
    }
}

impl<X: ShapeDef, D> RelationQuery for ShapeQuery<X, D> {
    type Root = X::Table;
    type Db = D;
    type Slots = X::Slots;
    type Load = ShapeLoad<X>;
    type Link = ();

    fn tree(self) -> Tree<X::Table, D, X::Slots> {
        self.0
    }

    fn from_tree(tree: Tree<X::Table, D, X::Slots>) -> Self {
        Self(tree)
    }
}

impl<X: ShapeDef, D> fmt::Debug for ShapeQuery<X, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The load of a shape.
#[doc(hidden)]
pub struct ShapeLoad<X>(PhantomData<fn() -> X>);

impl<X> fmt::Debug for ShapeLoad<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShapeLoad")
    }
}

impl<X: ShapeDef> LoadQuery for ShapeLoad<X> {
    type Root = X::Table;
    type Read = X::Read;
    type Slots = X::Slots;
    type Row = X;

    fn assemble(read: X::Read, values: <X::Slots as Slots>::Values) -> X {
        X::assemble(read, values)
    }
}
