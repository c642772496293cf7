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
mod list;
mod logic;
mod null;
mod operand;
mod order;
mod text;

use std::fmt;
use std::marker::PhantomData;

pub use aggregate::{Numeric, any_value, count};
pub use assign::{Assign, Assignment, Assignments};
pub use logic::{all_of, any_of, not};
pub use operand::Operand;
pub use order::{IntoOrder, Order};

use crate::ast;
use crate::scope::{InScope, Of};
use crate::table::Table;

/// An expression with a value of type `V`, in a query with the scope `S`.
///
/// The type of a predicate over one table is `Expr<User, bool>`: it can be named, kept in a `Vec` and returned from a
/// function.
///
/// # Example
///
/// ```
/// # use orm_core::doctest::User;
/// use orm_core::expr::{Expr, all_of};
///
/// fn named(names: &[&str]) -> Expr<User, bool> {
///     all_of(names.iter().map(|name| User::NAME.contains(name)))
/// }
/// # named(&["a"]);
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

impl<T: Table, V> Expr<T, V> {
    /// The same expression in a larger query.
    ///
    /// A predicate that was built for one table goes into a query that joins it with others.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_core::doctest::{Post, User};
    /// use orm_core::prelude::*;
    ///
    /// let famous: Expr<User, bool> = User::NAME.eq("Ada");
    /// let query = User::select().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).filter(famous.widen());
    /// # query.to_sql()?;
    /// # Ok::<(), orm_core::error::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn widen<S, I>(self) -> Expr<S, V> where Of<T>: InScope<T, S, I> {
        Expr::new(self.node)
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
#[derive(Debug)]
pub struct Row;
/// The kind of an expression about a group of rows.
#[derive(Debug)]
pub struct Agg;
/// The kind of an expression, or a tuple of them, about both.
#[derive(Debug)]
pub struct Mixed;

/// A kind that a filter takes: a filter chooses rows before there are groups.
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot stand in a `filter`",
    label = "this is about a group of rows",
    note = "group the rows and use `having`"
)]
pub trait RowKind {}

#[diagnostic::do_not_recommend]
impl RowKind for Row {}

/// The kind of two expressions together.
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

/// A kind that a projection without `group_by` may have: all about rows, or all about the one group of all rows.
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
    };
    (@ $name:ident $kind:ident) => { $kind };
}

crate::macros::for_each_tuple!(one_kind);
