//! `ORDER BY` terms.

use std::fmt;
use std::marker::PhantomData;

use super::Expr;
use crate::ast::{self, Direction, Nulls, OrderBy};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

/// One term of an order, in a query with the scope `S`.
///
/// Without [`nulls_first`](Self::nulls_first) or [`nulls_last`](Self::nulls_last), `NULL` counts as smaller than every
/// value: <https://sqlite.org/lang_select.html#orderby>.
pub struct Order<S> {
    pub(crate) term: OrderBy,
    scope: PhantomData<fn() -> S>,
}

impl<S> Order<S> {
    const fn new(expr: ast::Expr, direction: Direction) -> Self {
        Self { term: OrderBy { expr, direction, nulls: None }, scope: PhantomData }
    }

    /// `NULLS FIRST`.
    #[must_use]
    pub const fn nulls_first(mut self) -> Self {
        self.term.nulls = Some(Nulls::First);
        self
    }

    /// `NULLS LAST`.
    #[must_use]
    pub const fn nulls_last(mut self) -> Self {
        self.term.nulls = Some(Nulls::Last);
        self
    }
}

impl<S> Clone for Order<S> {
    fn clone(&self) -> Self {
        Self { term: self.term.clone(), scope: PhantomData }
    }
}

impl<S> fmt::Debug for Order<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.term.fmt(f)
    }
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// Smallest first.
    pub fn asc<S, I>(self) -> Order<S> where Of<T>: InScope<T, S, I> {
        Order::new(self.node(), Direction::Asc)
    }

    /// Greatest first.
    pub fn desc<S, I>(self) -> Order<S> where Of<T>: InScope<T, S, I> {
        Order::new(self.node(), Direction::Desc)
    }
}

impl<S, V, K> Expr<S, V, K> {
    /// Smallest first.
    pub fn asc(self) -> Order<S> {
        Order::new(self.node, Direction::Asc)
    }

    /// Greatest first.
    pub fn desc(self) -> Order<S> {
        Order::new(self.node, Direction::Desc)
    }
}

/// What `order_by` takes: a term, a column (ascending), a tuple of them, or a `Vec` of terms.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an order",
    label = "expected a column, `.asc()` or `.desc()`"
)]
pub trait IntoOrder<S, I> {
    /// Appends the terms.
    fn append(self, terms: &mut Vec<OrderBy>);
}

#[diagnostic::do_not_recommend]
impl<S> IntoOrder<S, ()> for Order<S> {
    fn append(self, terms: &mut Vec<OrderBy>) {
        terms.push(self.term);
    }
}

#[diagnostic::do_not_recommend]
impl<S> IntoOrder<S, ()> for Vec<Order<S>> {
    fn append(self, terms: &mut Vec<OrderBy>) {
        terms.extend(self.into_iter().map(|order| order.term));
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, V: ColumnValue, I> IntoOrder<S, I> for Column<T, V>
where
    Of<T>: InScope<T, S, I>,
{
    fn append(self, terms: &mut Vec<OrderBy>) {
        terms.push(OrderBy { expr: self.node(), direction: Direction::Asc, nulls: None });
    }
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<S, $($name: IntoOrder<S, $index>, $index),+> IntoOrder<S, ($($index,)+)> for ($($name,)+) {
            fn append(self, terms: &mut Vec<OrderBy>) {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                $($name.append(terms);)+
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);
