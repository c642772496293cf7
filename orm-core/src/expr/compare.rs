//! `=`, `<>`, `<`, `<=`, `>`, `>=`, `BETWEEN`, and `IS`.

use super::{Expr, Operand};
use crate::ast::{self, BinaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

fn compare<S, K>(left: ast::Expr, op: BinaryOp, right: ast::Expr) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::binary(op, left, right))
}

fn between<S, K>(operand: ast::Expr, low: ast::Expr, high: ast::Expr) -> Expr<S, bool, K> {
    let low = low.meant_for(&operand);
    let high = high.meant_for(&operand);
    Expr::new(ast::Expr::Between(Box::new([operand, low, high])))
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column = value`. `NULL` equals nothing: see [`is_null`](Self::is_null) and [`is`](Self::is).
    pub fn eq<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Eq, value.operand())
    }

    /// `column <> value`. A row whose column is `NULL` is not found: see [`is_not`](Self::is_not).
    pub fn ne<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Ne, value.operand())
    }

    /// `column < value`.
    pub fn lt<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Lt, value.operand())
    }

    /// `column <= value`.
    pub fn le<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Le, value.operand())
    }

    /// `column > value`.
    pub fn gt<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Gt, value.operand())
    }

    /// `column >= value`.
    pub fn ge<S, R: Operand<S, V::Base, J>, I, J>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        compare(self.node(), BinaryOp::Ge, value.operand())
    }

    /// `column BETWEEN low AND high`, both ends included.
    pub fn between<S, L: Operand<S, V::Base, J>, H: Operand<S, V::Base, K>, I, J, K>(self, low: L, high: H) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        between(self.node(), low.operand(), high.operand())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `expression = value`. `NULL` equals nothing: see [`is_null`](Self::is_null).
    pub fn eq<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, bool, K> {
        compare(self.node, BinaryOp::Eq, value.operand())
    }

    /// `expression <> value`, not true where the expression is `NULL`.
    pub fn ne<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, bool, K> {
        compare(self.node, BinaryOp::Ne, value.operand())
    }

    /// `expression < value`.
    pub fn lt<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, bool, K> {
        compare(self.node, BinaryOp::Lt, value.operand())
    }

    /// `expression <= value`.
    pub fn le<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, bool, K> {
        compare(self.node, BinaryOp::Le, value.operand())
    }

    /// `expression > value`.
    pub fn gt<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, bool, K> {
        compare(self.node, BinaryOp::Gt, value.operand())
    }

    /// `expression >= value`.
    pub fn ge<R: Operand<S, V::Base, J, K>, J>(self, value: R) -> Expr<S, bool, K> {
        compare(self.node, BinaryOp::Ge, value.operand())
    }

    /// `expression BETWEEN low AND high`, both ends included.
    pub fn between<L: Operand<S, V::Base, I, K>, H: Operand<S, V::Base, J, K>, I, J>(self, low: L, high: H) -> Expr<S, bool, K> {
        between(self.node, low.operand(), high.operand())
    }
}
