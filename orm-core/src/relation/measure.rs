//! Aggregates over the children of a row: `User::posts().max(Post::LIKES)`.

use super::Relation;
use super::handle::{Handle, children};
use crate::ast::{self, Call};
use crate::column::Column;
use crate::expr::{Expr, Numeric, RowKind, Summed};
use crate::scope::{InScope, Of, SameTable};
use crate::table::Table;
use crate::value::ColumnValue;

/// What an aggregate over children is taken of: a column of the child `T` with values of type `V`, or an expression over it.
///
/// # Example: an expression
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let most = User::posts().max(Post::LIKES.mul(2));
/// assert_eq!(db.find::<User>(1).columns(most).one()?, Some(16));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is neither a column of `{T}` nor an expression over it",
    label = "expected a column of `{T}`"
)]
pub trait Measure<T, V> {
    /// The expression in the untyped tree.
    #[doc(hidden)]
    fn measured(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<T, U: Table, V: ColumnValue> Measure<T, V> for Column<U, V>
where
    Of<U>: SameTable<T>,
{
    fn measured(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<T, V: ColumnValue, K: RowKind> Measure<T, V> for Expr<T, V, K> {
    fn measured(self) -> ast::Expr {
        self.node.into_value()
    }
}

/// `(SELECT name(argument) FROM children)`; no argument is `*`.
pub(super) fn over<R: Relation, S, V>(
    name: &'static str,
    argument: Option<ast::Expr>,
    filter: Option<ast::Expr>,
) -> Expr<S, V> {
    let mut select = children::<R>(filter);
    let arguments = argument.into_iter().collect();
    select.columns = vec![Call::aggregate(name, arguments).into()];
    Expr::new(ast::Expr::Subquery(Box::new(select)))
}

#[rustfmt::skip]
impl<R: Relation> Handle<R> {
    /// How many children there are: `(SELECT count(*) ..)`, never `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let posts = db.select::<User>().order_by(User::ID).columns(User::posts().count()).all()?;
    /// assert_eq!(posts, [2, 1, 0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn count<S, I>(self) -> Expr<S, i64> where Of<R::Parent>: InScope<R::Parent, S, I> {
        over::<R, _, _>("count", None, None)
    }

    /// How many children fulfil the predicate: `(SELECT count(*) .. WHERE key AND predicate)`, never `NULL`. A child for
    /// which the predicate is `NULL` is not counted.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let liked = User::posts().count_where(Post::LIKES.gt(5));
    /// assert_eq!(db.select::<User>().order_by(User::ID).columns(liked).all()?, [1, 0, 0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn count_where<S, K: RowKind, I>(self, predicate: Expr<R::Child, bool, K>) -> Expr<S, i64> where Of<R::Parent>: InScope<R::Parent, S, I> {
        over::<R, _, _>("count", None, Some(predicate.node))
    }

    /// The smallest value among the children: `(SELECT min(column) ..)`, `NULL` without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = db.select::<User>().order_by(User::ID).columns(User::posts().min(Post::TITLE)).all()?;
    /// assert_eq!(first, [Some("Engines".to_owned()), Some("Draft".to_owned()), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn min<S, M: Measure<R::Child, V>, V: ColumnValue, I>(self, column: M) -> Expr<S, V::Opt> where Of<R::Parent>: InScope<R::Parent, S, I> {
        over::<R, _, _>("min", Some(column.measured()), None)
    }

    /// The greatest value among the children: `(SELECT max(column) ..)`, `NULL` without any value.
    ///
    /// # Example: the users whose posts are liked most, and at the end those without posts
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let order = User::posts().max(Post::LIKES).desc().nulls_last();
    /// let names = db.select::<User>().order_by(order).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn max<S, M: Measure<R::Child, V>, V: ColumnValue, I>(self, column: M) -> Expr<S, V::Opt> where Of<R::Parent>: InScope<R::Parent, S, I> {
        over::<R, _, _>("max", Some(column.measured()), None)
    }

    /// The sum over the children: `(SELECT sum(column) ..)`, `NULL` without any value.
    ///
    /// The sum of integers is an `i64`, and SQLite fails where it does not fit; the sum of floating point numbers is an `f64`:
    /// <https://sqlite.org/lang_aggfunc.html#sumunc>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let likes = db.select::<User>().order_by(User::ID).columns(User::posts().sum(Post::LIKES)).all()?;
    /// assert_eq!(likes, [Some(13), Some(0), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn sum<S, M: Measure<R::Child, V>, V: ColumnValue, I, O>(self, column: M) -> Expr<S, Option<O>> where Of<R::Parent>: InScope<R::Parent, S, I>, V::Base: Summed<O> {
        over::<R, _, _>("sum", Some(column.measured()), None)
    }

    /// The sum over the children as floating point: `(SELECT total(column) ..)`. It is `0.0` without any value, never `NULL`,
    /// and never too large: <https://sqlite.org/lang_aggfunc.html#sumunc>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let likes = db.select::<User>().order_by(User::ID).columns(User::posts().total(Post::LIKES)).all()?;
    /// assert_eq!(likes, [13.0, 0.0, 0.0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn total<S, M: Measure<R::Child, V>, V: ColumnValue, I>(self, column: M) -> Expr<S, f64> where Of<R::Parent>: InScope<R::Parent, S, I>, V::Base: Numeric {
        over::<R, _, _>("total", Some(column.measured()), None)
    }

    /// The mean over the children: `(SELECT avg(column) ..)`, always floating point, `NULL` without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let likes = db.select::<User>().order_by(User::ID).columns(User::posts().avg(Post::LIKES)).all()?;
    /// assert_eq!(likes, [Some(6.5), Some(0.0), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn avg<S, M: Measure<R::Child, V>, V: ColumnValue, I>(self, column: M) -> Expr<S, Option<f64>> where Of<R::Parent>: InScope<R::Parent, S, I>, V::Base: Numeric {
        over::<R, _, _>("avg", Some(column.measured()), None)
    }
}
