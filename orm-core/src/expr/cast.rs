//! `CAST`, `typeof`, and the key that SQLite gives to each row.

use super::{Expr, Kind};
use crate::ast::{self, Call};
use crate::column::Column;
use crate::scope::{At, InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue};

fn cast<S, W: ColumnType, V, K>(operand: ast::Expr) -> Expr<S, V, K> {
    Expr::new(ast::Expr::Cast(Box::new(operand.into_value()), W::STORAGE))
}

fn type_of<S, K>(operand: ast::Expr) -> Expr<S, String, K> {
    let arguments = vec![operand.into_value()];
    Expr::new(Call::scalar("typeof", arguments).into())
}

/// `CAST` of a column of type `V` in the scope `S`, found at `J`.
///
/// A trait, so that the only type to write is the one that is wanted: `User::LOGINS.cast::<f64>()`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::CastColumn;
///
/// let digits: Expr<User, String> = CastColumn::cast(User::ID);
/// assert_eq!(database()?.select::<User>().columns(digits).all()?, ["1", "2", "3"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait CastColumn<S, J, V: ColumnValue> {
    /// `CAST(column AS ..)`, with the storage class of `W`: <https://sqlite.org/lang_expr.html#castexpr>.
    ///
    /// It is nullable if the column is. SQLite converts what it can: text that is no number becomes 0, a REAL loses its
    /// fraction, and one beyond 64 bits becomes the nearest integer.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let half: Vec<f64> = db.select::<User>().columns(User::LOGINS.cast::<f64>().mul(0.5)).all()?;
    /// assert_eq!(half, [1.5, 0.0, 2.5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn cast<W: ColumnType>(self) -> Expr<S, V::Lift<W>>;
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, V: ColumnValue, I> CastColumn<S, At<I>, <Of<T> as InScope<T, S, I>>::Null<V>> for Column<T, V>
where
    Of<T>: InScope<T, S, I>,
{
    fn cast<W: ColumnType>(self) -> Expr<S, <<Of<T> as InScope<T, S, I>>::Null<V> as ColumnValue>::Lift<W>> {
        cast::<S, W, _, _>(self.node())
    }
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `typeof(column)`: `null`, `integer`, `real`, `text` or `blob`. It is never `NULL` itself.
    ///
    /// <https://sqlite.org/lang_corefunc.html#typeof>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let types = db.select::<User>().columns(User::BIO.type_of()).all()?;
    /// assert_eq!(types, ["text", "null", "null"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn type_of<S, I>(self) -> Expr<S, String> where Of<T>: InScope<T, S, I> {
        type_of(self.node())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `CAST(expression AS ..)`, with the storage class of `W`: <https://sqlite.org/lang_expr.html#castexpr>.
    ///
    /// It is nullable if the expression is. SQLite converts what it can: text that is no number becomes 0, a REAL loses
    /// its fraction, and one beyond 64 bits becomes the nearest integer.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let whole: Option<i64> = db.select::<Post>().columns(Post::LIKES.avg().cast::<i64>()).one()?;
    /// assert_eq!(whole, Some(4));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn cast<W: ColumnType>(self) -> Expr<S, V::Lift<W>, K::Part> {
        cast::<S, W, _, _>(self.node)
    }

    /// `typeof(expression)`: `null`, `integer`, `real`, `text` or `blob`. It is never `NULL` itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let types = db.select::<User>().columns((User::LOGINS.sum().type_of(), User::LOGINS.avg().type_of())).one()?;
    /// assert_eq!(types, ("integer".to_owned(), "real".to_owned()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn type_of(self) -> Expr<S, String, K::Part> {
        type_of(self.node)
    }
}

/// The key that SQLite gives to each row of a table, as an expression: `User::rowid()`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::RowId;
///
/// fn newest_first<T: RowId<T, I, i64>, I>() -> orm_sqlite::expr::Order<T> {
///     T::rowid().desc()
/// }
/// let names = database()?.select::<User>().order_by(newest_first()).columns(User::NAME).all()?;
/// assert_eq!(names, ["Cleo", "Bob", "Ada"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait RowId<S, I, V> {
    /// `"users"."rowid"`, or `_rowid_` or `oid` where the table has a column called `rowid`.
    ///
    /// For an `INTEGER PRIMARY KEY` it is that key. Under an outer join it is nullable. A table that is WITHOUT ROWID has none,
    /// and the query is refused before SQLite sees it: <https://sqlite.org/rowidtable.html>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ids: Vec<i64> = db.select::<Tag>().columns(Tag::rowid()).all()?;
    /// assert_eq!(ids, [1, 2]);
    ///
    /// let refused = db.select::<PostTag>().columns(PostTag::rowid()).all().unwrap_err();
    /// assert!(refused.is_refused());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn rowid() -> Expr<S, V>;
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, I> RowId<S, I, <Of<T> as InScope<T, S, I>>::Null<i64>> for T
where
    Of<T>: InScope<T, S, I>,
{
    fn rowid() -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<i64>> {
        Expr::new(ast::Expr::RowId(T::source()))
    }
}
