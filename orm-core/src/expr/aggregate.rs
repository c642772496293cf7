//! `count`, `sum`, `total`, `avg`, `min`, `max`, `group_concat`, and any row's value.

use super::{Agg, Expr, Refined, RowKind};
use crate::ast::{self, Call};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Encode, Integers, Octets, Reals};

/// A column type of numbers.
///
/// # Example: a function for every numeric column
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::column::Column;
/// use orm_sqlite::expr::Numeric;
/// use orm_sqlite::value::ColumnValue;
///
/// fn average<V: ColumnValue>(db: &Database, column: Column<Post, V>) -> Result<Option<f64>, orm_sqlite::Error>
/// where
///     V::Base: Numeric,
/// {
///     db.select::<Post>().filter(Post::PUBLISHED.eq(true)).columns(column.avg()).one()
/// }
/// assert_eq!(average(&db, Post::LIKES)?, Some(6.5));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "only numbers can be summed or added")]
pub trait Numeric: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Sum>> Numeric for V {}

/// A column type whose sum is an `R`: `i64` or `f64`.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a number", label = "only numbers can be summed or added")]
pub trait Summed<R>: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: Sum<Of = R>>, R> Summed<R> for V {}

/// A family of column types whose values can be summed.
pub trait Sum {
    /// What the sum is.
    type Of: ColumnType;
}

impl Sum for Integers {
    type Of = i64;
}

impl Sum for Octets {
    type Of = i64;
}

impl Sum for Reals {
    type Of = f64;
}

fn aggregate<S, V>(name: &'static str, arguments: Vec<ast::Expr>) -> Expr<S, V, Agg> {
    Expr::new(Call::aggregate(name, arguments).into())
}

/// SQLite's own separator is a comma, and DISTINCT takes no other.
fn group_concat<S>(value: ast::Expr, separator: &str) -> Expr<S, Option<String>, Agg> {
    let mut arguments = vec![value];
    if separator != "," {
        arguments.push(ast::Expr::from_encoded(separator.to_owned().encode()));
    }
    aggregate("group_concat", arguments)
}

/// `count(*)`: how many rows there are, in the group or in the whole result. It is never `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let n: i64 = db.select::<User>().columns(count()).one()?;
/// assert_eq!(n, 3);
///
/// let by_role: Vec<(Role, i64)> =
///     db.select::<User>().group_by(User::ROLE).order_by(count()).columns((User::ROLE, count())).all()?;
/// assert_eq!(by_role, [(Role::Admin, 1), (Role::Member, 2)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn count<S>() -> Expr<S, i64, Agg> {
    aggregate("count", Vec::new())
}

/// The value of a column in any row of the group, `NULL` if there is no row.
///
/// It lowers to `max(column)`: which row is not promised. A bare column would do in a `GROUP BY`, but without one SQLite
/// would not see a group: <https://sqlite.org/lang_select.html#bare_columns_in_an_aggregate_query>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let some: Vec<(i64, Option<String>)> = db
///     .select::<User>()
///     .inner_join::<Post>()
///     .on(Post::AUTHOR_ID.eq(User::ID))
///     .group_by(Post::AUTHOR_ID)
///     .columns((Post::AUTHOR_ID, any_value(User::NAME)))
///     .all()?;
/// assert_eq!(some[0], (1, Some("Ada".to_owned())));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub fn any_value<S, T: Table, V: ColumnValue, I>(column: Column<T, V>) -> Expr<S, V::Opt, Agg> where Of<T>: InScope<T, S, I> {
    aggregate("max", vec![column.node()])
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `count(column)`: how many rows have a value that is not `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let (bios, rows): (i64, i64) = db.select::<User>().columns((User::BIO.count(), count())).one()?;
    /// assert_eq!((bios, rows), (1, 3));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn count<S, I>(self) -> Expr<S, i64, Agg> where Of<T>: InScope<T, S, I> {
        aggregate("count", vec![self.node()])
    }

    /// `count(DISTINCT column)`: how many different values there are; `NULL` is none.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let authors = db.select::<Post>().columns(Post::AUTHOR_ID.count_distinct()).one()?;
    /// assert_eq!(authors, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn count_distinct<S, I>(self) -> Expr<S, i64, Refined> where Of<T>: InScope<T, S, I> {
        aggregate("count", vec![self.node()]).distinct()
    }

    /// `min(column)`, `NULL` without any value: <https://sqlite.org/lang_aggfunc.html#min_agg>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = db.select::<User>().columns(User::NAME.min()).one()?;
    /// assert_eq!(first.as_deref(), Some("Ada"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn min<S, I>(self) -> Expr<S, Option<V::Base>, Agg> where Of<T>: InScope<T, S, I> {
        aggregate("min", vec![self.node()])
    }

    /// `max(column)`, `NULL` without any value: <https://sqlite.org/lang_aggfunc.html#max_agg>.
    ///
    /// # Example: no row at all
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let nothing = db.select::<User>().filter(User::ID.gt(99)).columns(User::LOGINS.max()).one()?;
    /// assert_eq!(nothing, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn max<S, I>(self) -> Expr<S, Option<V::Base>, Agg> where Of<T>: InScope<T, S, I> {
        aggregate("max", vec![self.node()])
    }

    /// `sum(column)`, `NULL` without any value: <https://sqlite.org/lang_aggfunc.html#sumunc>.
    ///
    /// The sum of integers is an `i64`, and SQLite fails where it does not fit; the sum of floating point numbers is an `f64`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let logins: Option<i64> = db.select::<User>().columns(User::LOGINS.sum()).one()?;
    /// assert_eq!(logins, Some(8));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn sum<S, I, R>(self) -> Expr<S, Option<R>, Agg> where Of<T>: InScope<T, S, I>, V::Base: Summed<R> {
        aggregate("sum", vec![self.node()])
    }

    /// `avg(column)`, always floating point, `NULL` without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let likes = db.select::<Post>().filter(Post::PUBLISHED.eq(true)).columns(Post::LIKES.avg()).one()?;
    /// assert_eq!(likes, Some(6.5));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn avg<S, I>(self) -> Expr<S, Option<f64>, Agg> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        aggregate("avg", vec![self.node()])
    }

    /// `total(column)`: the sum as floating point, 0 without any value. It never fails: <https://sqlite.org/lang_aggfunc.html#sumunc>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let nothing: f64 = db.select::<User>().filter(User::ID.gt(99)).columns(User::LOGINS.total()).one()?;
    /// assert_eq!(nothing, 0.0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn total<S, I>(self) -> Expr<S, f64, Agg> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        aggregate("total", vec![self.node()])
    }

    /// `group_concat(column, separator)`, also known as `string_agg`: the values as one text, `NULL` without any value.
    ///
    /// `NULL`s are left out. The values come in no promised order, unless [`order_by`](Expr::order_by) says one. With
    /// [`distinct`](Expr::distinct) SQLite has no separator but a comma, so another one is refused:
    /// <https://sqlite.org/lang_aggfunc.html#group_concat>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let titles: Vec<(i64, Option<String>)> = db
    ///     .select::<Post>()
    ///     .group_by(Post::AUTHOR_ID)
    ///     .columns((Post::AUTHOR_ID, Post::TITLE.group_concat(" and ").order_by(Post::TITLE)))
    ///     .all()?;
    /// assert_eq!(titles[0], (1, Some("Engines and Notes".to_owned())));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[doc(alias = "string_agg")]
    pub fn group_concat<S, I>(self, separator: impl AsRef<str>) -> Expr<S, Option<String>, Agg> where Of<T>: InScope<T, S, I> {
        group_concat(self.node(), separator.as_ref())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `count(expression)`: how many rows have a value that is not `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let sums = db.select::<User>().columns(User::INVITED_BY_ID.add(1).count()).one()?;
    /// assert_eq!(sums, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn count(self) -> Expr<S, i64, Agg> where K: RowKind {
        aggregate("count", vec![self.node])
    }

    /// `min(expression)`, `NULL` without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let fewest = db.select::<User>().columns(User::posts().count().min()).one()?;
    /// assert_eq!(fewest, Some(0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn min(self) -> Expr<S, Option<V::Base>, Agg> where K: RowKind {
        aggregate("min", vec![self.node])
    }

    /// `max(expression)`, `NULL` without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let most = db.select::<User>().columns(User::posts().count().max()).one()?;
    /// assert_eq!(most, Some(2));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn max(self) -> Expr<S, Option<V::Base>, Agg> where K: RowKind {
        aggregate("max", vec![self.node])
    }

    /// `sum(expression)`, `NULL` without any value. SQLite fails where a sum of integers does not fit 64 bits.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let doubled = db.select::<User>().columns(User::LOGINS.mul(2).sum()).one()?;
    /// assert_eq!(doubled, Some(16));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn sum<R>(self) -> Expr<S, Option<R>, Agg> where K: RowKind, V::Base: Summed<R> {
        aggregate("sum", vec![self.node])
    }

    /// `avg(expression)`, always floating point, `NULL` without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let posts = db.select::<User>().columns(User::posts().count().avg()).one()?;
    /// assert_eq!(posts, Some(1.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn avg(self) -> Expr<S, Option<f64>, Agg> where K: RowKind, V::Base: Numeric {
        aggregate("avg", vec![self.node])
    }

    /// `total(expression)`: the sum as floating point, 0 without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.select::<User>().columns(User::LOGINS.mul(2).total()).one()?, 16.0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn total(self) -> Expr<S, f64, Agg> where K: RowKind, V::Base: Numeric {
        aggregate("total", vec![self.node])
    }

    /// `group_concat(expression, separator)`: the values as one text, `NULL` without any value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let sums = User::LOGINS.add(User::ID).group_concat("; ").order_by(User::ID);
    /// assert_eq!(db.select::<User>().columns(sums).one()?.as_deref(), Some("4; 2; 8"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[doc(alias = "string_agg")]
    pub fn group_concat(self, separator: impl AsRef<str>) -> Expr<S, Option<String>, Agg> where K: RowKind {
        group_concat(self.node.into_value(), separator.as_ref())
    }
}
