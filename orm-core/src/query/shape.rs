//! Shapes in statements that give their own rows: `select_as`, `returning_as`, and `columns(Card::columns())`.

use std::fmt;
use std::marker::PhantomData;

use super::delete::Delete;
use super::insert::Insert;
use super::projection::ProjectPart;
use super::returning::Returning;
use super::select::Select;
use super::update::{Filtered, Update, Written};
use crate::ast::Expr as Node;
use crate::engine::HasLimits;
use crate::expr::Row;
use crate::scope::{InScope, InnerJoin, LeftJoin, Nested, Of};
use crate::shape::{Columns, ShapeOf, WithoutRelations};
use crate::table::{Stored, Table};

fn columns_of<X: WithoutRelations>() -> Vec<Node> {
    let mut columns = Columns::default();
    X::build(&X::without(), &mut columns);
    columns.0
}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R> {
    /// Reads each row as a shape of the table that the select starts from: a struct that derives [`Shape`](crate::shape::Shape), with
    /// its columns and expressions. Filters and joins before it stay.
    ///
    /// A shape that loads relations does not compile here; `db.load` loads it. So does a table whose rows an outer join may leave
    /// out. For a shape of another table of the query, or for several, see [`Shape::columns`](crate::shape::Shape::columns).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape)]
    /// #[shape(of = User)]
    /// struct Card {
    ///     name: String,
    ///     #[shape(expr = User::LOGINS.mul(2))]
    ///     double: i64,
    /// }
    ///
    /// let posts = db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    /// let cards = posts.filter(Post::LIKES.gt(5)).select_as::<Card>().all()?;
    /// assert_eq!((cards[0].name.as_str(), cards[0].double), ("Ada", 6));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn select_as<X: WithoutRelations>(self) -> Select<S, D, X> where S: StartsFrom<X::Table> {
        self.selecting(columns_of::<X>())
    }
}

#[rustfmt::skip]
impl<T: Stored, D: HasLimits> Insert<T, D> {
    /// The rows as they are stored, each as a shape of the table: its columns and expressions.
    ///
    /// It lowers to `RETURNING` with exactly these. A shape that loads relations does not compile here. A count of related rows is a
    /// subquery; SQLite does not promise what one sees of the table that the statement writes
    /// (<https://sqlite.org/lang_returning.html>).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape, Debug, PartialEq)]
    /// #[shape(of = Tag)]
    /// struct Key {
    ///     id: i64,
    /// }
    ///
    /// let verse = db.insert(NewTag::builder().name("verse").build()).returning_as::<Key>().one()?;
    /// assert_eq!(verse, Key { id: 3 });
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning_as<X: WithoutRelations + ShapeOf<T>>(self) -> Returning<D, X> {
        self.into_returning(columns_of::<X>())
    }
}

#[rustfmt::skip]
impl<T: Stored, D, A, F, S> Update<T, D, A, F, S> {
    /// The changed rows, each as a shape of the table: as [`Insert::returning_as`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape)]
    /// #[shape(of = User)]
    /// struct Logins {
    ///     logins: i64,
    /// }
    ///
    /// let update = db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(1));
    /// assert_eq!(update.returning_as::<Logins>().one()?.logins, 4);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning_as<X: WithoutRelations + ShapeOf<T>>(self) -> Returning<D, X> where F: Filtered, A: Written {
        self.into_returning(columns_of::<X>())
    }
}

#[rustfmt::skip]
impl<T: Stored, D, F> Delete<T, D, F> {
    /// The deleted rows, each as a shape of the table: as [`Insert::returning_as`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape)]
    /// #[shape(of = Comment)]
    /// struct Body {
    ///     body: String,
    /// }
    ///
    /// let deleted = db.delete::<Comment>().filter(Comment::ID.eq(1)).returning_as::<Body>().one()?;
    /// assert_eq!(deleted.body, "Thanks");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning_as<X: WithoutRelations + ShapeOf<T>>(self) -> Returning<D, X> where F: Filtered {
        self.into_returning(columns_of::<X>())
    }
}

/// The columns of a shape, for [`Select::columns`]: what [`Shape::columns`](crate::shape::Shape::columns) gives.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query::ShapeColumns;
///
/// #[derive(Shape)]
/// #[shape(of = User)]
/// struct Name {
///     name: String,
/// }
///
/// let name: ShapeColumns<Name> = Name::columns();
/// let rows: Vec<(Name, i64)> = db.select::<User>().order_by(User::ID).columns((name, User::ID)).all()?;
/// assert_eq!((rows[1].0.name.as_str(), rows[1].1), ("Bob", 2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct ShapeColumns<X>(PhantomData<fn() -> X>);

impl<X> ShapeColumns<X> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<X> Clone for ShapeColumns<X> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<X> Copy for ShapeColumns<X> {}

impl<X> fmt::Debug for ShapeColumns<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ShapeColumns")
    }
}

impl<S, X: WithoutRelations, I> ProjectPart<S, Row, I, X> for ShapeColumns<X>
where
    Of<X::Table>: InScope<X::Table, S, I>,
    <Of<X::Table> as InScope<X::Table, S, I>>::Null<i64>: NeverMissing,
{
    fn project(self, columns: &mut Vec<Node>) {
        columns.extend(columns_of::<X>());
    }
}

/// The query starts from the table `T`, whose rows no join leaves out.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this query does not start from `{T}`, or a join may leave its rows out",
    label = "reads rows of `{T}`",
    note = "`columns(..::columns())` reads a shape of any table that is joined"
)]
pub trait StartsFrom<T> {}

#[diagnostic::do_not_recommend]
impl<T: Table> StartsFrom<T> for T {}

#[diagnostic::do_not_recommend]
impl<O, T> StartsFrom<T> for Nested<O, T> {}

#[diagnostic::do_not_recommend]
impl<S: StartsFrom<T>, U, T> StartsFrom<T> for InnerJoin<S, U> {}

#[diagnostic::do_not_recommend]
impl<S: StartsFrom<T>, U, T> StartsFrom<T> for LeftJoin<S, U> {}

/// What a column decodes as where no outer join may leave its table out.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "the rows of this shape's table may be missing under an outer join",
    label = "its columns may be `NULL`",
    note = "select the columns one by one, or join with `inner_join`"
)]
pub trait NeverMissing {}

#[diagnostic::do_not_recommend]
impl NeverMissing for i64 {}
