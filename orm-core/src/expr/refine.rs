//! What an aggregate call may say besides its argument: a filter, `DISTINCT` and an order.

use super::{Agg, Expr, IntoOrder, Refined, RowKind};
use crate::ast;
use crate::value::EncodeError;

/// The kind of one aggregate call: [`Agg`], or [`Refined`].
///
/// # Example: a function for every aggregate
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::AggregateKind;
///
/// fn of_published<V, K: AggregateKind>(aggregate: Expr<Post, V, K>) -> Expr<Post, V, K> {
///     aggregate.filter(Post::PUBLISHED.eq(true))
/// }
/// let numbers = db.select::<Post>().columns((of_published(count()), of_published(Post::AUTHOR_ID.count_distinct())));
/// assert_eq!(numbers.one()?, (2, 1));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this is not an aggregate",
    label = "only one aggregate call has it, such as `count()` or `User::ID.sum()`",
    note = "say it of the aggregate before it becomes a part of a larger expression"
)]
pub trait AggregateKind {}

#[diagnostic::do_not_recommend]
impl AggregateKind for Agg {}
#[diagnostic::do_not_recommend]
impl AggregateKind for Refined {}

/// The kind of an aggregate that may get a window: [`Agg`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{Over, WindowKind};
///
/// fn of_all<V, K: WindowKind>(aggregate: Expr<User, V, K>) -> Expr<User, V, Over> {
///     aggregate.over(window())
/// }
/// let rows = db.select::<User>().columns((User::NAME, of_all(User::LOGINS.max()))).limit(1).all()?;
/// assert_eq!(rows, [("Ada".to_owned(), Some(5))]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "this takes no window",
    label = "only one aggregate call has a window, without `DISTINCT` and without an order of its own",
    note = "say it of the aggregate before it becomes a part of a larger expression"
)]
pub trait WindowKind: AggregateKind {}

#[diagnostic::do_not_recommend]
impl WindowKind for Agg {}

/// The call with a change.
///
/// A kind says that the expression is one aggregate call. Should an operator have forgotten to change the kind, the query is
/// refused when it is lowered.
pub(super) fn call<S, V, K, K2>(expr: Expr<S, V, K>, change: impl FnOnce(&mut ast::Call)) -> Expr<S, V, K2> {
    let mut node = expr.node;
    match &mut node {
        ast::Expr::Call(call) if call.is_aggregate() => change(call),
        ast::Expr::TooDeep => {}
        other => *other = ast::Expr::Invalid(EncodeError::Custom("it is not an aggregate".to_owned()), None),
    }
    Expr::new(node)
}

#[rustfmt::skip]
impl<S, V, K> Expr<S, V, K> {
    /// `aggregate FILTER (WHERE predicate)`: of the rows for which the predicate is true.
    ///
    /// A row for which it is `NULL` does not count. Repeated, all must be true. It is for aggregates only, also for those with
    /// a window: <https://sqlite.org/lang_aggfunc.html#aggfilter>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let (all, published): (i64, i64) =
    ///     db.select::<Post>().columns((count(), count().filter(Post::PUBLISHED.eq(true)))).one()?;
    /// assert_eq!((all, published), (3, 2));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn filter<K2: RowKind>(self, predicate: Expr<S, bool, K2>) -> Self where K: AggregateKind {
        call(self, |call| {
            call.filter = Some(match call.filter.take() {
                None => predicate.node,
                Some(first) => ast::Expr::All(vec![first, predicate.node]),
            });
        })
    }

    /// `aggregate(DISTINCT x)`: of each value once. `NULL` is no value.
    ///
    /// SQLite has it for aggregates of one argument, and not together with a window.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let sums: (Option<i64>, Option<i64>) =
    ///     db.select::<Post>().columns((Post::AUTHOR_ID.sum(), Post::AUTHOR_ID.sum().distinct())).one()?;
    /// assert_eq!(sums, (Some(4), Some(3)));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn distinct(self) -> Expr<S, V, Refined> where K: AggregateKind {
        call(self, |call| call.distinct = true)
    }

    /// `aggregate(x ORDER BY order)`: the aggregate takes its rows in an order, which matters to
    /// [`group_concat`](Expr::group_concat). Repeated, it appends.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = User::NAME.group_concat(", ").order_by(User::LOGINS.desc());
    /// assert_eq!(db.select::<User>().columns(names).one()?.as_deref(), Some("Cleo, Ada, Bob"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn order_by<O: IntoOrder<S, K2, I>, K2: RowKind, I>(self, order: O) -> Expr<S, V, Refined> where K: AggregateKind {
        call(self, |call| order.append(&mut call.order_by))
    }
}
