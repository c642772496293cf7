//! Typed expressions: a thin shell over the untyped tree.
//!
//! `S` is the scope of the query that the expression will stand in, `V` the type of its value, `K` whether it is about
//! a row or about a group. The operators are methods of [`Column`](crate::column::Column) and of [`Expr`], one file
//! for each family. They are written out: a bound on a method that a macro makes costs the user four more lines of
//! every error.

mod aggregate;
mod arithmetic;
mod assign;
mod cast;
mod compare;
mod json;
mod list;
mod logic;
mod null;
mod operand;
mod order;
mod text;

use std::fmt;
use std::marker::PhantomData;

pub(crate) use aggregate::Summed;
pub use aggregate::{Numeric, any_value, count};
pub(crate) use assign::FitsIn;
pub use assign::{Assign, Assignment, Assignments};
pub use json::{
    JsonFields, JsonItems, JsonOperand, JsonPath, JsonScalar, JsonSource, JsonStored, JsonType, json_array,
    json_group_object, json_object,
};
pub use logic::{all_of, any_of, not};
pub use operand::{Joined, Operand};
pub use order::{IntoOrder, Order};

use crate::ast;
use crate::scope::{InScope, Of};
use crate::table::Table;

/// An expression with a value of type `V`, in a query with the scope `S`.
///
/// The type of a predicate over one table is `Expr<User, bool>`: it can be named, kept in a `Vec` and returned from a
/// function. [`widen`](Self::widen) takes it into a query that joins more tables.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::{Expr, all_of};
///
/// fn named(parts: &[&str]) -> Expr<User, bool> {
///     all_of(parts.iter().map(|part| User::NAME.contains(part)))
/// }
/// assert_eq!(db.select::<User>().filter(named(&["a", "d"])).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Expr<S, V, K = Row> {
    pub(crate) node: ast::Expr,
    types: PhantomData<fn() -> (S, V, K)>,
}

impl<S, V, K> Expr<S, V, K> {
    pub(crate) const fn new(node: ast::Expr) -> Self {
        Self { node, types: PhantomData }
    }
}

impl<T: Table> Expr<T, bool> {
    /// The same predicate in a larger query.
    ///
    /// A predicate that was built for one table goes into a query that joins it with others. Under an outer join it may be
    /// `NULL`, which a filter does not find. A value of another type is named in the larger query itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let famous: Expr<User, bool> = User::NAME.eq("Ada");
    /// let posts: Vec<(User, Post)> = db
    ///     .select::<User>()
    ///     .inner_join::<Post>()
    ///     .on(Post::AUTHOR_ID.eq(User::ID))
    ///     .filter(famous.widen())
    ///     .all()?;
    /// assert_eq!(posts.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn widen<S, I>(self) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        // A column of `bool`s is `NULL` where an outer join finds nothing.
        let node = self.node;
        Expr::new(if matches!(node, ast::Expr::Column(_)) { ast::Expr::IsTrue(Box::new(node)) } else { node })
    }
}

impl<S, V, K> Clone for Expr<S, V, K> {
    fn clone(&self) -> Self {
        Self::new(self.node.clone())
    }
}

impl<S, V, K> fmt::Debug for Expr<S, V, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

/// The kind of an expression about one row.
///
/// It is the third parameter's default, so that a predicate of a filter is `Expr<User, bool>`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Row;
///
/// let predicate: Expr<User, bool, Row> = User::NAME.eq("Ada");
/// assert!(db.select::<User>().filter(predicate).exists()?);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Row;
/// The kind of an expression about a group of rows.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Agg;
///
/// fn total() -> Expr<Post, Option<i64>, Agg> {
///     Post::LIKES.sum()
/// }
/// assert_eq!(db.select::<Post>().columns(total()).one()?, Some(13));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Agg;
/// The kind of an expression, or a tuple of them, about both.
///
/// Such a predicate stands in `having`, and such a tuple in the `columns` of a grouped select.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let authors: Vec<i64> = db
///     .select::<Post>()
///     .group_by(Post::AUTHOR_ID)
///     .having(Post::AUTHOR_ID.expr().gt(1).and(count().ge(1)))
///     .columns(Post::AUTHOR_ID)
///     .all()?;
/// assert_eq!(authors, [2]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Mixed;

/// A kind that a filter takes, or a `group_by`, or an aggregate: they see rows, before there are groups.
///
/// # Example: a function over every predicate that a filter takes
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::RowKind;
///
/// fn number_of<K: RowKind>(db: &Database, predicate: Expr<User, bool, K>) -> Result<u64, orm_sqlite::Error> {
///     db.select::<User>().filter(predicate).count()
/// }
/// assert_eq!(number_of(&db, User::LOGINS.gt(0))?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot stand here",
    label = "this is about a group of rows, not about one row",
    note = "`having`, after `group_by`, is about groups"
)]
pub trait RowKind {}

#[diagnostic::do_not_recommend]
impl RowKind for Row {}

/// The kind of two expressions together.
#[doc(hidden)]
pub trait Join<K> {
    /// The kind.
    type Out;
}

impl Join<Self> for Row {
    type Out = Self;
}

impl Join<Self> for Agg {
    type Out = Self;
}

impl Join<Agg> for Row {
    type Out = Mixed;
}

impl Join<Row> for Agg {
    type Out = Mixed;
}

impl<K> Join<K> for Mixed {
    type Out = Self;
}

impl Join<Mixed> for Row {
    type Out = Mixed;
}

impl Join<Mixed> for Agg {
    type Out = Mixed;
}

/// The kind of several expressions together, such as the arguments of one function.
#[doc(hidden)]
pub trait Kinds {
    /// The kind.
    type Out;
}

macro_rules! kinds {
    (($a:ident $ia:ident $first:ident $ra:ident)) => {
        impl<$first> Kinds for ($first,) {
            type Out = $first;
        }
    };
    (($a:ident $ia:ident $first:ident $ra:ident) $(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<$first, $($kind),+> Kinds for ($first, $($kind),+)
        where
            ($($kind,)+): Kinds,
            $first: Join<<($($kind,)+) as Kinds>::Out>,
        {
            type Out = <$first as Join<<($($kind,)+) as Kinds>::Out>>::Out;
        }
    };
}

crate::macros::for_each_tuple!(kinds);

/// A kind that a projection without `group_by` may have: all about rows, or all about the one group of all rows.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let all: (i64, Option<i64>) = db.select::<Post>().columns((count(), Post::LIKES.max())).one()?;
/// assert_eq!(all, (3, Some(8)));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "an aggregate stands beside a column, without a `group_by`",
    label = "a column and an aggregate",
    note = "add `group_by`, or take any row's value with `any_value`"
)]
pub trait OneKind {}

#[diagnostic::do_not_recommend]
impl OneKind for Row {}
#[diagnostic::do_not_recommend]
impl OneKind for Agg {}

macro_rules! one_kind {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl OneKind for ($(one_kind!(@ $name Row),)+) {}
        #[diagnostic::do_not_recommend]
        impl OneKind for ($(one_kind!(@ $name Agg),)+) {}
        #[diagnostic::do_not_recommend]
        impl RowKind for ($(one_kind!(@ $name Row),)+) {}
    };
    (@ $name:ident $kind:ident) => { $kind };
}

crate::macros::for_each_tuple!(one_kind);
