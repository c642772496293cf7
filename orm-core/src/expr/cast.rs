//! `CAST`.

use super::Expr;
use crate::ast;
use crate::value::{ColumnType, ColumnValue};

impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `CAST(expression AS ..)`, with the storage class of `W`: <https://sqlite.org/lang_expr.html#castexpr>.
    ///
    /// It is nullable if the expression is. SQLite converts what it can: text that is no number becomes 0, a REAL loses
    /// its fraction. A column becomes an expression by `expr`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let half: Vec<f64> = db.select::<User>().columns(User::LOGINS.expr().cast::<f64>().mul(0.5)).all()?;
    /// assert_eq!(half, [1.5, 0.0, 2.5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn cast<W: ColumnType>(self) -> Expr<S, V::Lift<W>, K> {
        Expr::new(ast::Expr::Cast(Box::new(self.node.into_value()), W::STORAGE))
    }
}
