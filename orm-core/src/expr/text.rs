//! `LIKE`, and the searches that escape their input.

use super::operand::Literal;
use super::param::{Param, Placed};
use super::{Expr, Kind};
use crate::ast::{self, BinaryOp, Reading, UnaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Texts, Value};

/// A column type whose values are text: the ones that `LIKE` is for.
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "expected text")]
pub trait Text: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family = Texts>> Text for V {}

/// What takes the next character of a pattern as it is, unless the program says otherwise.
const ESCAPE: char = '\\';

/// What `like`, `glob`, `contains` and their sisters take: a text, or the `Param` of a text. `J` is inferred.
///
/// The text of an argument is escaped when it is bound, exactly as one that stands in the query.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let found = db.prepare(|text: Param<String>| User::select().filter(User::NAME.starts_with(text)).columns(User::NAME))?;
/// assert_eq!(found.all("a")?, ["Ada"]);
/// assert!(found.all("%")?.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not text", label = "expected text")]
pub trait PatternText<J> {
    /// The pattern in the untyped tree.
    #[doc(hidden)]
    fn into_pattern(self, reading: Reading) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<X: AsRef<str>> PatternText<Literal> for X {
    fn into_pattern(self, reading: Reading) -> ast::Expr {
        ast::Expr::from_encoded(reading.pattern(self.as_ref()).map(Value::Text))
    }
}

#[diagnostic::do_not_recommend]
impl<V: Text> PatternText<Placed> for Param<V> {
    fn into_pattern(self, reading: Reading) -> ast::Expr {
        ast::Expr::ParamText(self.index(), reading)
    }
}

fn like<S, K, J>(operand: ast::Expr, text: impl PatternText<J>, reading: Reading, escape: char) -> Expr<S, bool, K> {
    // An escape of NUL is refused as a pattern with one is.
    let pattern = if escape == '\0' { String::from(escape).into_pattern(reading) } else { text.into_pattern(reading) };
    Expr::new(ast::Expr::like(operand, pattern, escape))
}

fn not_like<S, K, J>(operand: ast::Expr, text: impl PatternText<J>) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::unary(UnaryOp::Not, like::<S, K, J>(operand, text, Reading::Pattern, ESCAPE).node))
}

fn glob<S, K, J>(operand: ast::Expr, text: impl PatternText<J>) -> Expr<S, bool, K> {
    let pattern = text.into_pattern(Reading::Pattern).meant_for(&operand);
    Expr::new(ast::Expr::binary(BinaryOp::Glob, operand, pattern))
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
    pub fn like<S, I, J>(self, pattern: impl PatternText<J>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), pattern, Reading::Pattern, ESCAPE)
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
    pub fn contains<S, I, J>(self, text: impl PatternText<J>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), text, Reading::Anywhere, ESCAPE)
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
    pub fn starts_with<S, I, J>(self, text: impl PatternText<J>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), text, Reading::Start, ESCAPE)
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
    pub fn ends_with<S, I, J>(self, text: impl PatternText<J>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), text, Reading::End, ESCAPE)
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
    pub fn not_like<S, I, J>(self, pattern: impl PatternText<J>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        not_like(self.node(), pattern)
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
    pub fn like_escape<S, I, J>(self, pattern: impl PatternText<J>, escape: char) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        like(self.node(), pattern, Reading::Pattern, escape)
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
    pub fn glob<S, I, J>(self, pattern: impl PatternText<J>) -> Expr<S, bool> where Of<T>: InScope<T, S, I>, V::Base: Text {
        glob(self.node(), pattern)
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
    pub fn like<J>(self, pattern: impl PatternText<J>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, pattern, Reading::Pattern, ESCAPE)
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
    pub fn contains<J>(self, text: impl PatternText<J>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, text, Reading::Anywhere, ESCAPE)
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
    pub fn starts_with<J>(self, text: impl PatternText<J>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, text, Reading::Start, ESCAPE)
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
    pub fn ends_with<J>(self, text: impl PatternText<J>) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, text, Reading::End, ESCAPE)
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
    pub fn not_like<J>(self, pattern: impl PatternText<J>) -> Expr<S, bool, K::Part> where V::Base: Text {
        not_like(self.node, pattern)
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
    pub fn like_escape<J>(self, pattern: impl PatternText<J>, escape: char) -> Expr<S, bool, K::Part> where V::Base: Text {
        like(self.node, pattern, Reading::Pattern, escape)
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
    pub fn glob<J>(self, pattern: impl PatternText<J>) -> Expr<S, bool, K::Part> where V::Base: Text {
        glob(self.node, pattern)
    }
}
