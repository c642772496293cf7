//! `GROUP BY`, and what a select may still say after it.

use std::marker::PhantomData;

use crate::ast;
use crate::column::Column;
use crate::expr::{Expr, Row};
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnValue, FromRow};

/// A select without `group_by`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Select, Ungrouped};
///
/// let users: Select<User, Unbound, User, Ungrouped> = User::select();
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Ungrouped;

/// A select with `group_by`: what follows is `having`, `columns`, `order_by`, `limit`, `offset`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Grouped, Select};
///
/// let roles: Select<User, Unbound, Role, Grouped> = User::select().group_by(User::ROLE).columns(User::ROLE);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Grouped;

/// The state of a set operation: what follows is about the whole.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Combined, Select};
///
/// let words: Select<User, Unbound, String, Combined> =
///     User::select().columns(User::NAME).union(Tag::select().columns(Tag::NAME));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Combined;

/// A select that is no set operation.
#[diagnostic::on_unimplemented(
    message = "a set operation cannot be `distinct`",
    label = "not one select",
    note = "`union`, `intersect` and `except` drop equal rows; say `distinct` of one of the sides"
)]
pub trait OneSelect {}

#[diagnostic::do_not_recommend]
impl OneSelect for Ungrouped {}
#[diagnostic::do_not_recommend]
impl OneSelect for Grouped {}

/// A grouped select before `columns`: it has no rows to return yet.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Unbound;
/// use orm_sqlite::query::{Grouped, NoRows, Select};
///
/// let groups: Select<User, Unbound, NoRows, Grouped> = User::select().group_by(User::ROLE);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct NoRows;

/// What a select returns, once it is said.
#[diagnostic::on_unimplemented(
    message = "this query does not say what a group shows",
    label = "no `columns`",
    note = "after `group_by`, add `.columns(..)`"
)]
pub trait Shown: FromRow {}

#[diagnostic::do_not_recommend]
impl<R: FromRow> Shown for R {}

/// Stands for a `filter` after `group_by`.
#[derive(Debug)]
pub struct Late<R>(PhantomData<fn() -> R>);

/// A `filter` before `group_by`. A [`Late`] one is none.
#[diagnostic::on_unimplemented(
    message = "this `filter` stands after `group_by`",
    label = "a filter keeps rows, before there are groups",
    note = "put it before `group_by`, or keep groups with `having`"
)]
pub trait InTime {}

/// What `group_by` takes: a column, an expression about a row, or a tuple of them.
///
/// The impls are those of `GroupPart`: rustc lists the impls of the trait that a method asks for, ten lines of tuples,
/// but none that is for a type parameter.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let groups: Vec<(Role, bool, i64)> = db
///     .select::<User>()
///     .group_by((User::ROLE, User::INVITED_BY_ID.is_null()))
///     .columns((User::ROLE, User::INVITED_BY_ID.is_null(), count()))
///     .all()?;
/// assert_eq!(groups.len(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "rows cannot be grouped by `{Self}`",
    label = "expected a column, or a tuple of them"
)]
pub trait GroupBy<S, K, I>: GroupPart<S, K, I> {}

impl<S, K, I, X: GroupPart<S, K, I>> GroupBy<S, K, I> for X {}

/// One term of a `group_by`, or several.
#[diagnostic::on_unimplemented(
    message = "rows cannot be grouped by `{Self}`",
    label = "expected a column, or a tuple of them"
)]
pub trait GroupPart<S, K, I> {
    /// Appends the terms.
    #[doc(hidden)]
    fn append(self, terms: &mut Vec<ast::Expr>);
}

impl<S, T: Table, V: ColumnValue, I> GroupPart<S, Row, I> for Column<T, V>
where
    Of<T>: InScope<T, S, I>,
{
    fn append(self, terms: &mut Vec<ast::Expr>) {
        terms.push(self.node());
    }
}

#[diagnostic::do_not_recommend]
impl<S, V, K> GroupPart<S, K, ()> for Expr<S, V, K> {
    fn append(self, terms: &mut Vec<ast::Expr>) {
        terms.push(self.node.into_value());
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: GroupPart<S, $kind, $index>, $index, $kind),+> GroupPart<S, ($($kind,)+), ($($index,)+)> for ($($name,)+) {
            fn append(self, terms: &mut Vec<ast::Expr>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(terms);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
