//! `IN` a list of values.

use super::Expr;
use crate::ast::{self, List};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnValue, Encode, IntoValue};

fn in_list<B: Encode, R: IntoValue<B>, S, K>(
    operand: ast::Expr,
    values: impl IntoIterator<Item = R>,
    negated: bool,
) -> Expr<S, bool, K> {
    let values: Result<Vec<_>, _> = values.into_iter().map(|value| value.into_value().encode()).collect();
    Expr::new(match values {
        Ok(values) => ast::Expr::InList { operand: Box::new(operand), list: List::Values(values), negated },
        Err(error) => ast::Expr::Invalid(error, None).meant_for(&operand),
    })
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column IN (..)`: one bound parameter, however long the list. An empty list finds nothing.
    pub fn in_list<S, R: IntoValue<V::Base>, I>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_list(self.node(), values, false)
    }

    /// `column NOT IN (..)`, not true where the column is `NULL`. An empty list finds every row; an update or a delete
    /// refuses it.
    pub fn not_in_list<S, R: IntoValue<V::Base>, I>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_list(self.node(), values, true)
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `expression IN (..)`.
    pub fn in_list<R: IntoValue<V::Base>>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool, K> {
        in_list(self.node, values, false)
    }

    /// `expression NOT IN (..)`.
    pub fn not_in_list<R: IntoValue<V::Base>>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool, K> {
        in_list(self.node, values, true)
    }
}
