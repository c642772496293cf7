//! Shapes: structs of the program that say which columns and relations of a table they hold.
//!
//! A shape is loaded as a relational query is, by the same plan: its own statement selects exactly what the struct shows,
//! and each relation in it is one statement more. What `#[derive(Shape)]` cannot know (whether a field is a column or a
//! relation, and of which type) it asks the table by the field's name: see [`Named`].

mod column;
mod field;
mod flat;
mod name;
mod params;
mod query;
mod slot;

pub use column::{SameAs, SameExpr, column, computed};
pub use field::{
    CheckedField, CheckedHandle, CheckedRelation, Item, Read, SlotOf, by, fill, handle, is_absent, read, read_one,
    related, related_with, slot, width,
};
pub use flat::{Flat, NoRelations, WithoutRelations, from_row};
pub use name::{
    ColumnItem, Holds, IsRelation, NameIn, Named, NoRelation, OfType, RelationItem, ShapeOf, field, relation,
};
pub use params::{NoParams, NotNeeded, Provides, Same, Without, WithoutParams};
pub use query::{ShapeLoad, ShapeQuery};
pub use slot::NoSlot;

use crate::ast::{self, Expr};
use crate::engine::Unbound;
use crate::query::ShapeColumns;
use crate::relation::Slots;
use crate::table::TableRow;
use crate::value::FromRow;

/// A struct that is loaded from a table: it derives `Shape`, or it is the table's own struct.
///
/// [`load`](Self::load) makes a query without a database; `db.load::<Card>()` is the same on a handle.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// #[derive(Shape, Debug, PartialEq)]
/// #[shape(of = Post)]
/// struct PostTitle {
///     title: String,
/// }
///
/// #[derive(Shape)]
/// #[shape(of = User)]
/// struct Card {
///     id: i64,
///     name: String,
///     #[shape(count = posts)]
///     posts_count: i64,
///     #[shape(limit = 1, order_by = Post::LIKES.desc())]
///     posts: Vec<PostTitle>,
/// }
///
/// let cards = db.load::<Card>().filter(User::NAME.like("A%")).all()?;
/// assert_eq!((cards[0].id, cards[0].posts_count), (1, 2));
/// assert_eq!(cards[0].posts, [PostTitle { title: "Engines".to_owned() }]);
///
/// let statements = Card::load().filter(User::ID.eq(1)).to_sql()?;
/// assert!(statements[0].text.starts_with(r#"SELECT "users"."id", "users"."name", (SELECT count(*)"#));
/// assert_eq!(statements.len(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "not a shape",
    note = "a shape is a struct that derives `Shape`, or the struct of a table"
)]
pub trait Shape: ShapeDef {
    /// A query of all rows, without a database. It is written down by `to_sql`, stored, nested by `with_x_by`, and bound by
    /// [`using`](ShapeQuery::using).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape)]
    /// #[shape(of = Post)]
    /// struct PostTitle {
    ///     title: String,
    /// }
    ///
    /// let users = db.query::<User>().with_posts_by(|_| PostTitle::load().order_by(Post::TITLE)).all()?;
    /// assert_eq!(users[0].posts[0].title, "Engines");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn load() -> ShapeQuery<Self, Unbound> where Self::Params: Without<Self> {
        ShapeQuery::new(Unbound, &Self::Params::none())
    }

    /// The columns of the shape, for `columns(..)` of a select over any join that has the table: alone, or in a tuple.
    ///
    /// Neither a shape with relations nor a table whose rows an outer join may leave out compiles there.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape)]
    /// #[shape(of = User)]
    /// struct Name {
    ///     name: String,
    /// }
    ///
    /// #[derive(Shape)]
    /// #[shape(of = Post)]
    /// struct PostTitle {
    ///     title: String,
    /// }
    ///
    /// let posts = db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).order_by(Post::ID);
    /// let pairs: Vec<(Name, PostTitle)> = posts.columns((Name::columns(), PostTitle::columns())).all()?;
    /// assert_eq!((pairs[2].0.name.as_str(), pairs[2].1.title.as_str()), ("Bob", "Draft"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn columns() -> ShapeColumns<Self> where Self: WithoutRelations {
        ShapeColumns::new()
    }

    /// The same for a shape that takes values at run time.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// struct Liked {
    ///     more_than: i64,
    /// }
    ///
    /// #[derive(Shape)]
    /// #[shape(of = User, params = Liked)]
    /// struct Card {
    ///     name: String,
    ///     #[shape(count(posts, Post::LIKES.gt(params.more_than)))]
    ///     liked: i64,
    /// }
    ///
    /// let query = Card::load_with(Liked { more_than: 5 }).order_by(User::ID);
    /// assert_eq!(query.using(&db).all()?[0].liked, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn load_with(params: Self::Params) -> ShapeQuery<Self, Unbound> {
        ShapeQuery::new(Unbound, &params)
    }
}

#[diagnostic::do_not_recommend]
impl<X: ShapeDef> Shape for X {}

/// What `#[derive(Shape)]` implements. [`Shape`] follows from it by one impl, because rustc would list the impls of `Shape`
/// where it misses one: every shape of the program.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "not a shape",
    note = "a shape is a struct that derives `Shape`, or the struct of a table"
)]
pub trait ShapeDef: Sized + Send + 'static {
    /// The table.
    type Table: TableRow;
    /// The values that the attributes take at run time.
    type Params;
    /// What a row of the shape's own statement is read as.
    type Read: FromRow;
    /// The relations that it loads.
    type Slots: Slots;

    /// What its statement selects, and how its relations are loaded.
    fn build(params: &Self::Params, columns: &mut Columns) -> Self::Slots;

    /// The struct from what was read and one value for each slot.
    fn assemble(read: Self::Read, values: <Self::Slots as Slots>::Values) -> Self;
}

/// The struct of a table.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape",
    label = "not a shape",
    note = "a shape is a struct that derives `Shape`, or the struct of a table"
)]
pub trait WholeTable: TableRow {}

#[diagnostic::do_not_recommend]
impl<T: TableRow> WholeTable for T {}

/// The struct of a table is a shape of it, with all columns.
impl<T: WholeTable> ShapeDef for T {
    type Table = T;
    type Params = ();
    type Read = T;
    type Slots = ();

    fn build((): &(), columns: &mut Columns) {
        columns.0.extend(ast::all_columns(T::source()));
    }

    fn assemble(read: T, (): ()) -> T {
        read
    }
}

/// What a shape's own statement selects, in the order of its fields.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Columns(pub(crate) Vec<Expr>);
