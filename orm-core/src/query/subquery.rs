//! Selects inside of expressions: `EXISTS`, `IN (select)`, a value, a number of rows.

use super::group::Shown;
use super::select::Select;
use crate::ast;
use crate::column::Column;
use crate::engine::Unbound;
use crate::expr::Expr;
use crate::never::Never;
use crate::scope::{InScope, Of, Within};
use crate::sql;
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue};

/// A select that can stand inside of a query with the scope `S`, and gives rows of type `R`.
///
/// That is every select without a database: one that starts with [`select`](super::TableExt::select) and names only its
/// own tables, and one that starts with [`correlated`](super::TableExt::correlated) and names those of the query around
/// it too. A set operation is one as well.
///
/// # Example: a function that takes either
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query::Subquery;
///
/// fn missing(rows: impl Subquery<User, Post>) -> Expr<User, bool> {
///     exists(rows).not()
/// }
/// let own = Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID));
/// assert_eq!(db.select::<User>().filter(missing(own)).count()?, 1);
/// assert_eq!(db.select::<User>().filter(missing(Post::select())).count()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not a subquery",
    label = "expected a select without a database",
    note = "a subquery starts with `Post::select()` or `Post::correlated()`, not with `db.select::<Post>()`"
)]
pub trait Subquery<S, R> {
    /// The tree.
    #[doc(hidden)]
    fn into_ast(self) -> ast::Select;
}

#[diagnostic::do_not_recommend]
impl<S, S2: Within<S>, R: Shown, G> Subquery<S, R> for Select<S2, Unbound, R, G> {
    fn into_ast(self) -> ast::Select {
        self.into_tree()
    }
}

#[diagnostic::do_not_recommend]
impl<S, S2, R, G> Subquery<S, R> for Select<S2, Never, R, G> {
    fn into_ast(self) -> ast::Select {
        self.into_tree()
    }
}

/// A row of one column of the type `B`, nullable or not.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this subquery gives `{Self}`, where one column of `{B}` is wanted",
    label = "expected a subquery of one `{B}`",
    note = "say `.columns(..)` with the one column"
)]
pub trait OneColumn<B> {}

#[diagnostic::do_not_recommend]
impl<V: ColumnValue<Base = B>, B: ColumnType> OneColumn<B> for V {}

/// A row of one column.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this subquery gives `{Self}`, where one value is wanted",
    label = "expected a subquery of one column",
    note = "say `.columns(..)` with the one column"
)]
pub trait OneValue {
    /// The value, or `NULL` where there is no row.
    type Opt: ColumnValue;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnValue> OneValue for V {
    type Opt = V::Opt;
}

/// `EXISTS (select)`: whether the subquery gives a row. It is never `NULL`.
///
/// What the subquery selects does not matter. `exists(..).not()` is `NOT EXISTS`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let writers = db
///     .select::<User>()
///     .filter(exists(Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)).filter(Post::LIKES.gt(User::LOGINS))))
///     .columns(User::NAME)
///     .all()?;
/// assert_eq!(writers, ["Ada"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn exists<S, Q: Subquery<S, R>, R>(subquery: Q) -> Expr<S, bool> {
    Expr::new(ast::Expr::Exists(Box::new(sql::for_exists(subquery.into_ast()))))
}

/// `(select)`: the value of the subquery's first row, `NULL` without a row.
///
/// It is nullable for that reason, a number of rows too: [`count_of`] is never `NULL`. A subquery with several columns does
/// not compile. SQLite takes the first row of several: <https://sqlite.org/lang_expr.html#subq>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let best = Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)).columns(Post::LIKES.max());
/// let likes: Vec<(String, Option<i64>)> = db.select::<User>().columns((User::NAME, scalar(best))).all()?;
/// assert_eq!(likes, [("Ada".to_owned(), Some(8)), ("Bob".to_owned(), Some(0)), ("Cleo".to_owned(), None)]);
///
/// let average = Post::select().columns(Post::LIKES.avg());
/// let liked = db.select::<Post>().filter(Post::LIKES.expr().cast::<f64>().gt(scalar(average))).count()?;
/// assert_eq!(liked, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn scalar<S, Q: Subquery<S, R>, R: OneValue>(subquery: Q) -> Expr<S, R::Opt> {
    Expr::new(ast::Expr::Subquery(Box::new(subquery.into_ast())))
}

/// How many rows the subquery gives: `(SELECT count(*) FROM ..)`, never `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let posts = count_of(Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)));
/// let rows: Vec<(String, i64)> = db.select::<User>().columns((User::NAME, posts)).all()?;
/// assert_eq!(rows[0], ("Ada".to_owned(), 2));
/// assert_eq!(rows[2], ("Cleo".to_owned(), 0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn count_of<S, Q: Subquery<S, R>, R>(subquery: Q) -> Expr<S, i64> {
    Expr::new(ast::Expr::CountOf(Box::new(subquery.into_ast())))
}

fn in_query<S, K>(operand: ast::Expr, select: ast::Select, negated: bool) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::InQuery { operand: Box::new(operand), select: Box::new(select), negated })
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column IN (select)`: the rows whose column is one of the subquery's values.
    ///
    /// A `NULL` is in no list. The subquery gives one column of the column's type, nullable or not.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let authors = Post::select().filter(Post::PUBLISHED.eq(true)).columns(Post::AUTHOR_ID);
    /// let users = db.select::<User>().filter(User::ID.in_query(authors)).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn in_query<S, Q: Subquery<S, R>, R: OneColumn<V::Base>, I>(self, subquery: Q) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_query(self.node(), subquery.into_ast(), false)
    }

    /// `column NOT IN (select)`: the rows whose column is none of the subquery's values.
    ///
    /// Where the subquery gives a `NULL`, no row is found, because SQL cannot know that the `NULL` is not the column's
    /// value (<https://sqlite.org/lang_expr.html#in_op>): filter it out, or ask [`exists`]. A `NULL` column is not found
    /// unless the subquery is empty.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let inviters = User::select().columns(User::INVITED_BY_ID);
    /// assert_eq!(db.select::<User>().filter(User::ID.not_in_query(inviters)).count()?, 0);
    ///
    /// let inviters = User::select().filter(User::INVITED_BY_ID.is_not_null()).columns(User::INVITED_BY_ID);
    /// assert_eq!(db.select::<User>().filter(User::ID.not_in_query(inviters)).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn not_in_query<S, Q: Subquery<S, R>, R: OneColumn<V::Base>, I>(self, subquery: Q) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_query(self.node(), subquery.into_ast(), true)
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `expression IN (select)`: whether the value is one of the subquery's.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let likes = Post::select().columns(Post::LIKES);
    /// assert_eq!(db.select::<User>().filter(User::LOGINS.add(3).in_query(likes)).one()?.name, "Cleo");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn in_query<Q: Subquery<S, R>, R: OneColumn<V::Base>>(self, subquery: Q) -> Expr<S, bool, K> {
        in_query(self.node, subquery.into_ast(), false)
    }

    /// `expression NOT IN (select)`; not true where the subquery gives a `NULL`: see
    /// [`Column::not_in_query`](crate::column::Column::not_in_query).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let likes = Post::select().columns(Post::LIKES);
    /// assert_eq!(db.select::<User>().filter(User::LOGINS.add(3).not_in_query(likes)).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn not_in_query<Q: Subquery<S, R>, R: OneColumn<V::Base>>(self, subquery: Q) -> Expr<S, bool, K> {
        in_query(self.node, subquery.into_ast(), true)
    }
}
