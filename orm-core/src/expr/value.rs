//! A value of the program where a column could stand.

use super::Expr;
use super::kind::Free;
use crate::ast;
use crate::value::{ColumnType, Encode};

/// What [`value`] takes: a value of a column type, or a `&str` for a text.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Constant;
///
/// fn labelled(db: &Database, label: impl Constant<Type = String>) -> Result<Vec<(String, i64)>, orm_sqlite::Error> {
///     db.select::<Tag>().columns((value(label), Tag::ID)).all()
/// }
/// assert_eq!(labelled(&db, "tag")?, [("tag".to_owned(), 1), ("tag".to_owned(), 2)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value that SQLite can hold",
    label = "expected a value of a column type",
    note = "a value that may be missing is `coalesce`d, or compared by `is_null`"
)]
pub trait Constant {
    /// The type of the expression.
    type Type: ColumnType;

    /// The value in that type.
    #[doc(hidden)]
    fn constant(self) -> Self::Type;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType> Constant for V {
    type Type = V;

    fn constant(self) -> V {
        self
    }
}

#[diagnostic::do_not_recommend]
impl Constant for &str {
    type Type = String;

    fn constant(self) -> String {
        self.to_owned()
    }
}

/// A value as an expression, bound as a parameter: a constant column of a select, the start of a recursive query, or the left
/// side of an operator.
///
/// It is about no row, and so it stands beside columns and beside aggregates. Where an operator has a column on its left,
/// the value on its right needs no `value`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let tags = Tag::select().columns((value("tag"), Tag::NAME));
/// let rows: Vec<(String, String)> = db
///     .select::<User>()
///     .columns((value("user"), User::NAME))
///     .union_all(tags)
///     .order_by(User::NAME.desc())
///     .limit(1)
///     .all()?;
/// assert_eq!(rows, [("tag".to_owned(), "math".to_owned())]);
///
/// let left: Vec<i64> = db.select::<User>().columns(value(10_i64).sub(User::LOGINS)).all()?;
/// assert_eq!(left, [7, 10, 5]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub fn value<S, V: Constant>(value: V) -> Expr<S, V::Type, Free> {
    Expr::new(ast::Expr::from_encoded(value.constant().encode()))
}
