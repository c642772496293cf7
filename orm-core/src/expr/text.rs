//! `LIKE`, and the searches that escape their input.

use super::Expr;
use crate::ast;
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Texts, Value};

/// A column type whose values are text: the ones that `LIKE` is for.
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "`LIKE` compares text")]
pub trait Text: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family = Texts>> Text for V {}

fn like<S, K>(operand: ast::Expr, pattern: String) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::Like(Box::new([operand, ast::Expr::Value(Value::Text(pattern))])))
}

/// Text as a pattern that matches only itself.
fn escaped(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    for char in text.chars() {
        if matches!(char, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(char);
    }
    pattern
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue<Base: Text>> Column<T, V> {
    /// `column LIKE pattern`, where `%` stands for any text, `_` for one character, and `\` takes the next one as it is.
    ///
    /// SQLite folds the case of ASCII letters only: <https://sqlite.org/lang_expr.html#like>.
    pub fn like<S, I>(self, pattern: impl Into<String>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        like(self.node(), pattern.into())
    }

    /// Whether the text stands anywhere in the column. It is escaped; the case of ASCII letters does not matter.
    pub fn contains<S, I>(self, text: impl AsRef<str>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        like(self.node(), format!("%{}%", escaped(text.as_ref())))
    }

    /// Whether the column starts with the text. It is escaped; the case of ASCII letters does not matter.
    pub fn starts_with<S, I>(self, text: impl AsRef<str>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        like(self.node(), format!("{}%", escaped(text.as_ref())))
    }

    /// Whether the column ends with the text. It is escaped; the case of ASCII letters does not matter.
    pub fn ends_with<S, I>(self, text: impl AsRef<str>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        like(self.node(), format!("%{}", escaped(text.as_ref())))
    }
}

impl<S, V: ColumnValue<Base: Text>, K> Expr<S, V, K> {
    /// `expression LIKE pattern`, with `\` as the escape character.
    pub fn like(self, pattern: impl Into<String>) -> Expr<S, bool, K> {
        like(self.node, pattern.into())
    }

    /// Whether the text stands anywhere in the expression.
    pub fn contains(self, text: impl AsRef<str>) -> Expr<S, bool, K> {
        like(self.node, format!("%{}%", escaped(text.as_ref())))
    }

    /// Whether the expression starts with the text.
    pub fn starts_with(self, text: impl AsRef<str>) -> Expr<S, bool, K> {
        like(self.node, format!("{}%", escaped(text.as_ref())))
    }

    /// Whether the expression ends with the text.
    pub fn ends_with(self, text: impl AsRef<str>) -> Expr<S, bool, K> {
        like(self.node, format!("%{}", escaped(text.as_ref())))
    }
}
