//! `+`, `-` and `*`.

use super::{Expr, Numeric, Operand};
use crate::ast::{self, BinaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

fn arithmetic<S, V, K>(left: ast::Expr, op: BinaryOp, right: ast::Expr) -> Expr<S, V, K> {
    Expr::new(ast::Expr::binary(op, left, right))
}

#[rustfmt::skip]
#[expect(clippy::type_complexity, clippy::should_implement_trait, reason = "the operators' traits cannot carry the query's scope")]
impl<T: Table, V: ColumnValue<Base: Numeric>> Column<T, V> {
    /// `column + value`; `NULL` if either is.
    pub fn add<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>> where Of<T>: InScope<T, S, I> {
        arithmetic(self.node(), BinaryOp::Add, value.operand())
    }

    /// `column - value`; `NULL` if either is.
    pub fn sub<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>> where Of<T>: InScope<T, S, I> {
        arithmetic(self.node(), BinaryOp::Sub, value.operand())
    }

    /// `column * value`; `NULL` if either is.
    pub fn mul<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>> where Of<T>: InScope<T, S, I> {
        arithmetic(self.node(), BinaryOp::Mul, value.operand())
    }
}

#[rustfmt::skip]
#[expect(clippy::should_implement_trait, reason = "the operators' traits cannot carry the query's scope")]
impl<S, V: ColumnValue<Base: Numeric>, K> Expr<S, V, K> {
    /// `expression + value`; `NULL` if either is.
    pub fn add<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, R::Lift<V>, K> {
        arithmetic(self.node, BinaryOp::Add, value.operand())
    }

    /// `expression - value`; `NULL` if either is.
    pub fn sub<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, R::Lift<V>, K> {
        arithmetic(self.node, BinaryOp::Sub, value.operand())
    }

    /// `expression * value`; `NULL` if either is.
    pub fn mul<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, R::Lift<V>, K> {
        arithmetic(self.node, BinaryOp::Mul, value.operand())
    }
}
