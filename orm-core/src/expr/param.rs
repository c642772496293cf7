//! The typed parameters of a prepared query.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::assign::{Assign, FitsIn};
use super::operand::{Literal, Operand};
use super::{Expr, Row};
use crate::ast;
use crate::never::Never;
use crate::value::{ColumnType, ColumnValue};

/// A value that a prepared query gets when it runs.
///
/// `prepare` hands one to its closure for each argument. It stands where a value of type `V` may: as the right side of
/// an operator, in an assignment, as a branch of `case`, as a key in `find`, in `limit` and `offset` as a `Param<u64>`. A text stands in `like`,
/// `contains` and their sisters and in a full-text search too: it is escaped or quoted when it is bound. A `Param<Match<T>>` is a full-text
/// query. One parameter may stand in several places. A `Param<Option<V>>` stands only where `NULL` has a meaning, in `is` and `to`.
///
/// Outside of its prepared query a statement with a parameter is refused when it runs.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_email = db.prepare(|email: Param<String>| User::select().filter(User::EMAIL.eq(email)))?;
/// assert_eq!(by_email.one("ada@x.org")?.name, "Ada");
/// assert_eq!(by_email.get("nobody@x.org")?, None);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Param<V> {
    index: usize,
    value: PhantomData<fn() -> V>,
}

/// A list of values that a prepared query gets when it runs: what `in_list` takes.
///
/// It is one parameter of the statement, however long the list. An empty one finds nothing; where it would turn the
/// filter of an update or a delete into every row, as in `not_in_list`, running the query is refused.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_ids = db.prepare(|ids: ParamList<i64>| User::select().filter(User::ID.in_list(ids)).columns(User::NAME))?;
/// assert_eq!(by_ids.all([1, 3])?, ["Ada", "Cleo"]);
/// assert!(by_ids.all(Vec::<i64>::new())?.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct ParamList<V> {
    index: usize,
    value: PhantomData<fn() -> V>,
}

/// Numbers are given once in a program, so that a parameter in another query than its own is found out.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// Takes so many numbers and gives the first.
pub(crate) fn reserve(number: usize) -> usize {
    NEXT.fetch_add(number, Ordering::Relaxed)
}

impl<V> Param<V> {
    pub(crate) const fn new(index: usize) -> Self {
        Self { index, value: PhantomData }
    }

    pub(crate) const fn index(self) -> usize {
        self.index
    }
}

impl<V: ColumnValue> Param<V> {
    /// The parameter as an expression of a query's scope, for the left side of an operator.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let above = db.prepare(|least: Param<i64>| User::select().filter(least.expr().add(2).le(User::LOGINS)))?;
    /// assert_eq!(above.one(2)?.name, "Cleo");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn expr<S>(self) -> Expr<S, V, Row> {
        Expr::new(ast::Expr::Param(self.index))
    }
}

impl<V> ParamList<V> {
    pub(crate) const fn new(index: usize) -> Self {
        Self { index, value: PhantomData }
    }

    pub(super) const fn list(self) -> ast::List {
        ast::List::Param(self.index)
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnType> Operand<S, V, Literal> for Param<V> {
    fn operand(self) -> ast::Expr {
        ast::Expr::Param(self.index)
    }
}

#[diagnostic::do_not_recommend]
impl<S, V> Operand<S, Never, Never> for Param<V> {
    fn operand(self) -> ast::Expr {
        ast::Expr::Param(self.index)
    }
}

/// How a parameter of a prepared query was found.
#[derive(Debug)]
pub struct Placed;

#[diagnostic::do_not_recommend]
impl<T, V, W: FitsIn<V>> Assign<T, V, Placed> for Param<W> {
    fn assigned(self) -> ast::Expr {
        ast::Expr::Param(self.index)
    }
}

#[diagnostic::do_not_recommend]
impl<T, W> Assign<T, Never, Never> for Param<W> {
    fn assigned(self) -> ast::Expr {
        ast::Expr::Param(self.index)
    }
}

macro_rules! plain {
    ($($name:ident),+) => {$(
        impl<V> Clone for $name<V> {
            fn clone(&self) -> Self {
                *self
            }
        }

        impl<V> Copy for $name<V> {}

        impl<V> fmt::Debug for $name<V> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}

plain!(Param, ParamList);
