//! `LIKE`, and the searches that escape their input.

use super::{Expr, Kind};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, EncodeError, Texts, Value};

/// A column type whose values are text: the ones that `LIKE` is for.
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "expected text")]
pub trait Text: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family = Texts>> Text for V {}

/// What takes the next character of a pattern as it is, unless the program says otherwise.
const ESCAPE: char = '\\';

/// SQLite ends a pattern at a NUL, so that `%\0%` would be `%` and match every text.
fn pattern(operand: &ast::Expr, pattern: String) -> ast::Expr {
    if pattern.contains('\0') {
        let error = EncodeError::Custom("a pattern cannot contain NUL, where SQLite would end it".to_owned());
        return ast::Expr::Invalid(error, None).meant_for(operand);
    }
    ast::Expr::Value(Value::Text(pattern))
}

fn like<S, K>(operand: ast::Expr, text: String, escape: char) -> Expr<S, bool, K> {
    let text = if escape == '\0' { String::from(escape) } else { text };
    let pattern = pattern(&operand, text);
    Expr::new(ast::Expr::Like(Box::new([operand, pattern]), escape))
}

fn not_like<S, K>(operand: ast::Expr, text: String) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::unary(UnaryOp::Not, like::<S, K>(operand, text, ESCAPE).node))
}

fn glob<S, K>(operand: ast::Expr, text: String) -> Expr<S, bool, K> {
    let pattern = pattern(&operand, text);
    Expr::new(ast::Expr::binary(BinaryOp::Glob, operand, pattern))
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
        like(self.node(), pattern.into(), ESCAPE)
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
        like(self.node(), format!("%{}%", escaped(text.as_ref())), ESCAPE)
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
        like(self.node(), format!("{}%", escaped(text.as_ref())), ESCAPE)
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
        like(self.node(), format!("%{}", escaped(text.as_ref())), ESCAPE)
    }

    /// `column NOT LIKE pattern`: the opposite of [`like`](Self::like), and as little true where the column is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = db.select::<User>().filter(User::NAME.not_like("%o%")).columns(User::NAME).all()?;
    /// assert_eq!(others, ["Ada"]);
    /// assert_eq!(db.select::<User>().filter(User::BIO.not_like("x")).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn not_like<S, I>(self, pattern: impl Into<String>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        not_like(self.node(), pattern.into())
    }

    /// `column LIKE pattern ESCAPE escape`: as [`like`](Self::like), with another character than `\` for taking the next one as it is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.update::<User>().set(User::BIO.to("100% sure")).filter(User::NAME.eq("Bob")).run()?;
    /// let sure = db.select::<User>().filter(User::BIO.like_escape("100!%%", '!')).columns(User::NAME).all()?;
    /// assert_eq!(sure, ["Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn like_escape<S, I>(self, pattern: impl Into<String>, escape: char) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), pattern.into(), escape)
    }

    /// `column GLOB pattern`, where `*` stands for any text, `?` for one character, and `[a-z]` for one of a range.
    ///
    /// It tells upper case from lower case: <https://sqlite.org/lang_expr.html#glob>. Not true where the column is `NULL`. In a
    /// pattern a character stands for itself in brackets: `[*]`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.select::<User>().filter(User::NAME.glob("[A-B]*")).columns(User::NAME).all()?, ["Ada", "Bob"]);
    /// assert!(!db.select::<User>().filter(User::NAME.glob("a*")).exists()?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn glob<S, I>(self, pattern: impl Into<String>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        glob(self.node(), pattern.into())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
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
    pub fn like(self, pattern: impl Into<String>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, pattern.into(), ESCAPE)
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
    pub fn contains(self, text: impl AsRef<str>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, format!("%{}%", escaped(text.as_ref())), ESCAPE)
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
    pub fn starts_with(self, text: impl AsRef<str>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, format!("{}%", escaped(text.as_ref())), ESCAPE)
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
    pub fn ends_with(self, text: impl AsRef<str>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, format!("%{}", escaped(text.as_ref())), ESCAPE)
    }

    /// `NOT (expression LIKE pattern)`, not true where the expression is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let digits = User::ID.cast::<String>();
    /// assert_eq!(db.select::<User>().filter(digits.not_like("1%")).columns(User::NAME).all()?, ["Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn not_like(self, pattern: impl Into<String>) -> Expr<S, bool, K::Part> where V::Base: Text {
        not_like(self.node, pattern.into())
    }

    /// `expression LIKE pattern ESCAPE escape`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let digits = User::ID.cast::<String>();
    /// assert_eq!(db.select::<User>().filter(digits.like_escape("!1", '!')).columns(User::NAME).all()?, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn like_escape(self, pattern: impl Into<String>, escape: char) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, pattern.into(), escape)
    }

    /// `expression GLOB pattern`, with `*`, `?` and `[a-z]`. It tells upper case from lower case.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let digits = User::ID.cast::<String>();
    /// assert_eq!(db.select::<User>().filter(digits.glob("[12]")).columns(User::NAME).all()?, ["Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn glob(self, pattern: impl Into<String>) -> Expr<S, bool, K::Part> where V::Base: Text {
        glob(self.node, pattern.into())
    }
}
