//! `CAST`.

use super::Expr;
use crate::ast;
use crate::value::{ColumnType, ColumnValue};

impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `CAST(expression AS ..)`, with the storage class of `W`: <https://sqlite.org/lang_expr.html#castexpr>.
    ///
    /// It is nullable if the expression is. SQLite converts what it can: text that is no number becomes 0, a REAL loses
    /// its fraction. A column becomes an expression by `expr`.
    pub fn cast<W: ColumnType>(self) -> Expr<S, V::Lift<W>, K> {
        Expr::new(ast::Expr::Cast(Box::new(self.node), W::STORAGE))
    }
}
