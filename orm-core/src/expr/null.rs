//! `IS NULL`, and `IS` with a value that may be `NULL`.

use super::Expr;
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnValue, Encode, IntoField};

fn is<V: ColumnValue, S, K>(left: ast::Expr, op: BinaryOp, value: Option<V::Base>) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::binary(op, left, ast::Expr::from_encoded(value.encode())))
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column IS NULL`.
    pub fn is_null<S, I>(self) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNull, self.node()))
    }

    /// `column IS NOT NULL`.
    pub fn is_not_null<S, I>(self) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNotNull, self.node()))
    }

    /// `column IS value`: equal, or both `NULL`. It is never `NULL` itself.
    pub fn is<S, R: IntoField<Option<V::Base>>, I>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        is::<V, S, _>(self.node(), BinaryOp::Is, value.into_field())
    }

    /// `column IS NOT value`: different, or one of the two `NULL`. It is never `NULL` itself.
    pub fn is_not<S, R: IntoField<Option<V::Base>>, I>(self, value: R) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        is::<V, S, _>(self.node(), BinaryOp::IsNot, value.into_field())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `expression IS NULL`.
    pub fn is_null(self) -> Expr<S, bool, K> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNull, self.node))
    }

    /// `expression IS NOT NULL`.
    pub fn is_not_null(self) -> Expr<S, bool, K> {
        Expr::new(ast::Expr::unary(UnaryOp::IsNotNull, self.node))
    }

    /// `expression IS value`: equal, or both `NULL`.
    pub fn is<R: IntoField<Option<V::Base>>>(self, value: R) -> Expr<S, bool, K> {
        is::<V, S, K>(self.node, BinaryOp::Is, value.into_field())
    }

    /// `expression IS NOT value`: different, or one of the two `NULL`.
    pub fn is_not<R: IntoField<Option<V::Base>>>(self, value: R) -> Expr<S, bool, K> {
        is::<V, S, K>(self.node, BinaryOp::IsNot, value.into_field())
    }
}
