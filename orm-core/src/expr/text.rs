//! `LIKE`, and the searches that escape their input.

use super::Expr;
use crate::ast;
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, EncodeError, Texts, Value};

/// A column type whose values are text: the ones that `LIKE` is for.
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "`LIKE` compares text")]
pub trait Text: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family = Texts>> Text for V {}

/// SQLite ends a pattern at a NUL, so that `%\0%` would be `%` and match every text.
fn like<S, K>(operand: ast::Expr, pattern: String) -> Expr<S, bool, K> {
    if pattern.contains('\0') {
        let error = EncodeError::Custom("a pattern cannot contain NUL, where SQLite would end it".to_owned());
        return Expr::new(ast::Expr::Invalid(error, None).meant_for(&operand));
    }
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
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column LIKE pattern`, where `%` stands for any text, `_` for one character, and `\` takes the next one as it is.
    ///
    /// SQLite folds the case of ASCII letters only: <https://sqlite.org/lang_expr.html#like>. A pattern from a user's input
    /// goes through [`contains`](Self::contains) and its sisters, which escape it. Not true where the column is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::EMAIL.like("b%@x.org")).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Bob"]);
    ///
    /// let three_letters = db.select::<User>().filter(User::NAME.like("___")).count()?;
    /// assert_eq!(three_letters, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn like<S, I>(self, pattern: impl Into<String>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), pattern.into())
    }

    /// Whether the text stands anywhere in the column: `column LIKE '%text%'`.
    ///
    /// `%`, `_` and `\` in the text stand for themselves. The case of ASCII letters does not matter. The empty text stands
    /// in every text; a `NULL` contains nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::NAME.contains("LE")).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Cleo"]);
    /// assert!(!db.select::<User>().filter(User::NAME.contains("%")).exists()?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn contains<S, I>(self, text: impl AsRef<str>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), format!("%{}%", escaped(text.as_ref())))
    }

    /// Whether the column starts with the text: `column LIKE 'text%'`.
    ///
    /// `%`, `_` and `\` in the text stand for themselves. The case of ASCII letters does not matter.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::NAME.starts_with("a")).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn starts_with<S, I>(self, text: impl AsRef<str>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), format!("{}%", escaped(text.as_ref())))
    }

    /// Whether the column ends with the text: `column LIKE '%text'`.
    ///
    /// `%`, `_` and `\` in the text stand for themselves. The case of ASCII letters does not matter.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::NAME.ends_with("o")).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn ends_with<S, I>(self, text: impl AsRef<str>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), format!("%{}", escaped(text.as_ref())))
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
    /// `expression LIKE pattern`, with `%`, `_`, and `\` as the escape character: <https://sqlite.org/lang_expr.html#like>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let last = User::NAME.max();
    /// let roles = db.select::<User>().group_by(User::ROLE).having(last.like("C%")).columns(User::ROLE).all()?;
    /// assert_eq!(roles, [Role::Member]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn like(self, pattern: impl Into<String>) -> Expr<S, bool, K> where V::Base: Text {
        like(self.node, pattern.into())
    }

    /// Whether the text stands anywhere in the expression. It is escaped; the case of ASCII letters does not matter.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let last = User::NAME.max();
    /// let roles = db.select::<User>().group_by(User::ROLE).having(last.contains("d")).columns(User::ROLE).all()?;
    /// assert_eq!(roles, [Role::Admin]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn contains(self, text: impl AsRef<str>) -> Expr<S, bool, K> where V::Base: Text {
        like(self.node, format!("%{}%", escaped(text.as_ref())))
    }

    /// Whether the expression starts with the text. It is escaped; the case of ASCII letters does not matter.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let digits = User::ID.expr().cast::<String>();
    /// assert_eq!(db.select::<User>().filter(digits.starts_with("3")).columns(User::NAME).all()?, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn starts_with(self, text: impl AsRef<str>) -> Expr<S, bool, K> where V::Base: Text {
        like(self.node, format!("{}%", escaped(text.as_ref())))
    }

    /// Whether the expression ends with the text. It is escaped; the case of ASCII letters does not matter.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let digits = User::ID.expr().cast::<String>();
    /// assert_eq!(db.select::<User>().filter(digits.ends_with("2")).columns(User::NAME).all()?, ["Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn ends_with(self, text: impl AsRef<str>) -> Expr<S, bool, K> where V::Base: Text {
        like(self.node, format!("%{}", escaped(text.as_ref())))
    }
}
