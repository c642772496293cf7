//! `OVER`: aggregates with a window, and the functions that have nothing without one.

use std::fmt;
use std::marker::PhantomData;

use super::IntoWindow;
use crate::ast::{self, Call};
use crate::column::Column;
use crate::expr::{Expr, GroupKind, Joined, Kind, Operand, Row, WindowKind, refine};
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnValue, Value};

/// The kind of a function whose argument has the kind `A`, over a window of the kind `K`.
type Windowed<A, K> = <<A as Kind>::Join<K> as Kind>::InWindow;

/// A function that needs a window: [`over`](Self::over) makes an expression of it.
///
/// `V` is the type of its value, `K` the kind of its argument.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::WindowFunction;
///
/// let earlier: WindowFunction<User, Option<String>> = User::NAME.lag(1);
/// let names = db.select::<User>().columns(earlier.over(window().order_by(User::ID))).all()?;
/// assert_eq!(names, [None, Some("Ada".to_owned()), Some("Bob".to_owned())]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a window function is no expression until `over` gives it a window"]
pub struct WindowFunction<S, V, K = Row> {
    call: Call,
    types: PhantomData<fn() -> (S, V, K)>,
}

impl<S, V, K> Clone for WindowFunction<S, V, K> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), types: PhantomData }
    }
}

impl<S, V, K> fmt::Debug for WindowFunction<S, V, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.fmt(f)
    }
}

fn function<S, V, K>(name: &'static str, arguments: Vec<ast::Expr>) -> WindowFunction<S, V, K> {
    WindowFunction { call: Call::scalar(name, arguments), types: PhantomData }
}

fn number(number: u32) -> ast::Expr {
    ast::Expr::Value(Value::Integer(number.into()))
}

#[rustfmt::skip]
impl<S, V, A: Kind> WindowFunction<S, V, A> {
    /// `function OVER window`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let newest_first = window().order_by(Post::ID.desc());
    /// let rows: Vec<(i64, i64)> =
    ///     db.select::<Post>().columns((row_number().over(&newest_first), Post::ID)).order_by(Post::ID).all()?;
    /// assert_eq!(rows, [(3, 1), (2, 2), (1, 3)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn over<W: IntoWindow<S, K>, K: Kind>(mut self, window: W) -> Expr<S, V, Windowed<A, K>> {
        self.call.over = Some(window.node());
        Expr::new(self.call.into())
    }
}

#[rustfmt::skip]
impl<S, V, K> Expr<S, V, K> {
    /// `aggregate OVER window`: the aggregate of the window's rows, beside each row.
    ///
    /// It is for one aggregate call, also one with a [`filter`](Self::filter), but without `DISTINCT` and an order of its own. It is
    /// about a row then, and stands in `columns` and `order_by`.
    ///
    /// # Example: a running total
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let so_far = window().partition_by(Post::AUTHOR_ID).order_by(Post::ID);
    /// let rows: Vec<(i64, Option<i64>)> =
    ///     db.select::<Post>().columns((Post::ID, Post::LIKES.sum().over(so_far))).order_by(Post::ID).all()?;
    /// assert_eq!(rows, [(1, Some(5)), (2, Some(13)), (3, Some(0))]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn over<W: IntoWindow<S, K2>, K2: Kind>(self, window: W) -> Expr<S, V, Windowed<Row, K2>> where K: WindowKind {
        refine::call(self, |call| call.over = Some(window.node()))
    }
}

/// `row_number()`: 1, 2, 3 and so on, in the window's order.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_logins = window().order_by(User::LOGINS.desc());
/// let rows = db.select::<User>().columns((User::NAME, row_number().over(by_logins))).order_by(User::ID).all()?;
/// assert_eq!(rows.iter().map(|(_, number)| *number).collect::<Vec<_>>(), [2, 3, 1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn row_number<S>() -> WindowFunction<S, i64> {
    function("row_number", Vec::new())
}

/// `rank()`: the number of the first row that is equal in the window's order, so that there are gaps after ties.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_role = window().order_by(User::ROLE.desc());
/// let ranks = db.select::<User>().columns(rank().over(by_role)).order_by(User::ID).all()?;
/// assert_eq!(ranks, [3, 1, 1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn rank<S>() -> WindowFunction<S, i64> {
    function("rank", Vec::new())
}

/// `dense_rank()`: the number of the group of rows that are equal in the window's order, without gaps.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_role = window().order_by(User::ROLE.desc());
/// let ranks = db.select::<User>().columns(dense_rank().over(by_role)).order_by(User::ID).all()?;
/// assert_eq!(ranks, [2, 1, 1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn dense_rank<S>() -> WindowFunction<S, i64> {
    function("dense_rank", Vec::new())
}

/// `percent_rank()`: `(rank - 1) / (rows - 1)`, from 0 to 1, and 0 for a single row.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_logins = window().order_by(User::LOGINS);
/// let ranks: Vec<f64> = db.select::<User>().columns(percent_rank().over(by_logins)).order_by(User::ID).all()?;
/// assert_eq!(ranks, [0.5, 0.0, 1.0]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn percent_rank<S>() -> WindowFunction<S, f64> {
    function("percent_rank", Vec::new())
}

/// `cume_dist()`: which part of the rows comes before the row or is equal to it, up to 1.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_role = window().order_by(User::ROLE.desc()).named("by_role");
/// let parts: Vec<f64> = db.select::<User>().columns(cume_dist().over(&by_role).mul(3.0)).order_by(User::ID).all()?;
/// assert_eq!(parts, [3.0, 2.0, 2.0]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn cume_dist<S>() -> WindowFunction<S, f64> {
    function("cume_dist", Vec::new())
}

/// `ntile(buckets)`: the number of the row's bucket, where the rows are divided into that many, the first ones larger by one.
///
/// SQLite fails for 0 buckets, unless there are no rows.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let halves = db.select::<User>().columns(ntile(2).over(window().order_by(User::ID))).all()?;
/// assert_eq!(halves, [1, 1, 2]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn ntile<S>(buckets: u32) -> WindowFunction<S, i64> {
    function("ntile", vec![number(buckets)])
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `lag(column, offset)`: the value so many rows before, `NULL` where the partition has no such row.
    ///
    /// # Example: how many likes more than the post before
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_id = window().order_by(Post::ID);
    /// let more: Vec<Option<i64>> = db.select::<Post>().columns(Post::LIKES.sub(Post::LIKES.lag(1).over(by_id))).all()?;
    /// assert_eq!(more, [None, Some(3), Some(-8)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lag<S, I>(self, offset: u32) -> WindowFunction<S, V::Opt> where Of<T>: InScope<T, S, I> {
        function("lag", vec![self.node(), number(offset)])
    }

    /// `lag(column, offset, default)`: the value so many rows before, the default where the partition has no such row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let before: Vec<i64> =
    ///     db.select::<Post>().columns(Post::LIKES.lag_or(1, 0).over(window().order_by(Post::ID))).all()?;
    /// assert_eq!(before, [0, 5, 8]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[expect(clippy::type_complexity, reason = "the type says when the value may be NULL")]
    pub fn lag_or<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, offset: u32, default: R) -> WindowFunction<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        function("lag", vec![self.node(), number(offset), default.operand().meant_for(&self.node())])
    }

    /// `lead(column, offset)`: the value so many rows after, `NULL` where the partition has no such row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = db.select::<User>().columns(User::ID.lead(2).over(window().order_by(User::ID))).all()?;
    /// assert_eq!(next, [Some(3), None, None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lead<S, I>(self, offset: u32) -> WindowFunction<S, V::Opt> where Of<T>: InScope<T, S, I> {
        function("lead", vec![self.node(), number(offset)])
    }

    /// `lead(column, offset, default)`: the value so many rows after, the default where the partition has no such row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = User::NAME.lead_or(1, "nobody").over(window().order_by(User::ID));
    /// assert_eq!(db.select::<User>().columns(next).all()?, ["Bob", "Cleo", "nobody"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[expect(clippy::type_complexity, reason = "the type says when the value may be NULL")]
    pub fn lead_or<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, offset: u32, default: R) -> WindowFunction<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        function("lead", vec![self.node(), number(offset), default.operand().meant_for(&self.node())])
    }

    /// `first_value(column)`: the value of the frame's first row, `NULL` where the frame has no rows.
    ///
    /// # Example: the best post of each author
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let best = Post::TITLE.first_value().over(window().partition_by(Post::AUTHOR_ID).order_by(Post::LIKES.desc()));
    /// let rows = db.select::<Post>().columns(best).order_by(Post::ID).limit(1).all()?;
    /// assert_eq!(rows, [Some("Engines".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn first_value<S, I>(self) -> WindowFunction<S, V::Opt> where Of<T>: InScope<T, S, I> {
        function("first_value", vec![self.node()])
    }

    /// `last_value(column)`: the value of the frame's last row, `NULL` where the frame has no rows.
    ///
    /// With an order and without a frame, the last row is the last of those that are equal to the current one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let last = User::NAME.last_value().over(window().order_by(User::ID).rows(..));
    /// assert_eq!(db.select::<User>().columns(last).limit(1).all()?, [Some("Cleo".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn last_value<S, I>(self) -> WindowFunction<S, V::Opt> where Of<T>: InScope<T, S, I> {
        function("last_value", vec![self.node()])
    }

    /// `nth_value(column, number)`: the value of the frame's row with that number, counted from 1, `NULL` where it has none.
    ///
    /// SQLite fails for 0, unless there are no rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let second = User::NAME.nth_value(2).over(window().order_by(User::ID));
    /// assert_eq!(db.select::<User>().columns(second).limit(2).all()?, [None, Some("Bob".to_owned())]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn nth_value<S, I>(self, nth: u32) -> WindowFunction<S, V::Opt> where Of<T>: InScope<T, S, I> {
        function("nth_value", vec![self.node(), number(nth)])
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `lag(expression, offset)`: the value so many rows before, `NULL` where the partition has no such row.
    ///
    /// # Example: in a grouped query, of an aggregate
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_author = window().order_by(Post::AUTHOR_ID);
    /// let rows = db
    ///     .select::<Post>()
    ///     .group_by(Post::AUTHOR_ID)
    ///     .columns((count(), count().lag(1).over(by_author)))
    ///     .order_by(Post::AUTHOR_ID)
    ///     .all()?;
    /// assert_eq!(rows, [(2, None), (1, Some(2))]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lag(self, offset: u32) -> WindowFunction<S, V::Opt, K> where K: GroupKind {
        function("lag", vec![self.node.into_value(), number(offset)])
    }

    /// `lag(expression, offset, default)`: the value so many rows before, the default where the partition has no such row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let before = Post::LIKES.mul(2).lag_or(1, 0).over(window().order_by(Post::ID));
    /// assert_eq!(db.select::<Post>().columns(before).all()?, [0, 10, 16]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lag_or<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, offset: u32, default: R) -> WindowFunction<S, R::Lift<V>, R::Kind<K>> where K: GroupKind {
        function("lag", vec![self.node.into_value(), number(offset), default.operand()])
    }

    /// `lead(expression, offset)`: the value so many rows after, `NULL` where the partition has no such row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = Post::LIKES.mul(2).lead(1).over(window().order_by(Post::ID));
    /// assert_eq!(db.select::<Post>().columns(next).all()?, [Some(16), Some(0), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lead(self, offset: u32) -> WindowFunction<S, V::Opt, K> where K: GroupKind {
        function("lead", vec![self.node.into_value(), number(offset)])
    }

    /// `lead(expression, offset, default)`: the value so many rows after, the default where the partition has no such row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = Post::LIKES.mul(2).lead_or(1, Post::ID).over(window().order_by(Post::ID));
    /// assert_eq!(db.select::<Post>().columns(next).all()?, [16, 0, 3]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn lead_or<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, offset: u32, default: R) -> WindowFunction<S, R::Lift<V>, R::Kind<K>> where K: GroupKind {
        function("lead", vec![self.node.into_value(), number(offset), default.operand()])
    }

    /// `first_value(expression)`: the value of the frame's first row, `NULL` where the frame has no rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = Post::LIKES.mul(2).first_value().over(window().order_by(Post::ID).rows(1..));
    /// assert_eq!(db.select::<Post>().columns(first).all()?, [Some(16), Some(0), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn first_value(self) -> WindowFunction<S, V::Opt, K> where K: GroupKind {
        function("first_value", vec![self.node.into_value()])
    }

    /// `last_value(expression)`: the value of the frame's last row, `NULL` where the frame has no rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let last = Post::LIKES.mul(2).last_value().over(window().order_by(Post::ID).rows(..=1));
    /// assert_eq!(db.select::<Post>().columns(last).all()?, [Some(16), Some(0), Some(0)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn last_value(self) -> WindowFunction<S, V::Opt, K> where K: GroupKind {
        function("last_value", vec![self.node.into_value()])
    }

    /// `nth_value(expression, number)`: the value of the frame's row with that number, counted from 1, `NULL` where it has none.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let second = Post::LIKES.mul(2).nth_value(2).over(window().order_by(Post::ID));
    /// assert_eq!(db.select::<Post>().columns(second).all()?, [None, Some(16), Some(16)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn nth_value(self, nth: u32) -> WindowFunction<S, V::Opt, K> where K: GroupKind {
        function("nth_value", vec![self.node.into_value(), number(nth)])
    }
}
