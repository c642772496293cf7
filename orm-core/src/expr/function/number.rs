//! Functions of numbers.

use super::call;
use crate::column::Column;
use crate::expr::{Expr, Integer, Joined, Kind, Numeric, Operand, Term};
use crate::table::Table;
use crate::value::ColumnValue;

/// The functions of numbers, as methods of columns and expressions.
///
/// A `NULL` gives `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let spread = User::LOGINS.sub(3).abs().greatest(1);
/// assert_eq!(db.select::<User>().columns(spread).all()?, [1, 3, 2]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait NumberFunctions: Sized {
    /// `abs(x)`: without its sign: <https://sqlite.org/lang_corefunc.html#abs>
    ///
    /// The smallest integer of 64 bits has no opposite, so that SQLite [fails](crate::error::Error::is_overflow).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let distance = db.select::<User>().columns(User::LOGINS.sub(4).abs()).all()?;
    /// assert_eq!(distance, [1, 4, 1]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn abs<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, V, K::Part> where Self: Term<S, J, V, K> {
        call("abs", [self.term()])
    }

    /// `round(x)`: the nearest whole number, as floating point; a half goes away from zero: <https://sqlite.org/lang_corefunc.html#round>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mean: Option<f64> = db.select::<Post>().columns(Post::LIKES.avg().round()).one()?;
    /// assert_eq!(mean, Some(4.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn round<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, V::Lift<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("round", [self.term()])
    }

    /// `round(x, digits)`: with so many digits after the point, 0 to 30.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mean: Option<f64> = db.select::<Post>().columns(Post::LIKES.avg().round_to(1)).one()?;
    /// assert_eq!(mean, Some(4.3));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn round_to<S, J, V: ColumnValue<Base: Numeric>, K: Kind, R: Operand<S, i64, I> + Joined<S, I>, I>(self, digits: R) -> Expr<S, R::Lift<V::Lift<f64>>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("round", [self.term(), digits.operand()])
    }

    /// `sign(x)`: -1, 0 or 1: <https://sqlite.org/lang_corefunc.html#sign>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let signs = db.select::<User>().columns(User::LOGINS.sub(3).sign()).all()?;
    /// assert_eq!(signs, [0, -1, 1]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn sign<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, V::Lift<i64>, K::Part> where Self: Term<S, J, V, K> {
        call("sign", [self.term()])
    }

    /// `max(x, other)`: the greater of the two, `NULL` if either is. Any values have an order, not only numbers: <https://sqlite.org/lang_corefunc.html#max_scalar>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let at_least_two = db.select::<User>().columns(User::LOGINS.greatest(2)).all()?;
    /// assert_eq!(at_least_two, [3, 2, 5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn greatest<S, J, V: ColumnValue, K: Kind, R: Operand<S, V::Base, I> + Joined<S, I>, I>(self, other: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("max", [self.term(), other.operand()])
    }

    /// `min(x, other)`: the smaller of the two, `NULL` if either is: <https://sqlite.org/lang_corefunc.html#min_scalar>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().columns(User::NAME.least("Bo")).all()?;
    /// assert_eq!(names, ["Ada", "Bo", "Bo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn least<S, J, V: ColumnValue, K: Kind, R: Operand<S, V::Base, I> + Joined<S, I>, I>(self, other: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("min", [self.term(), other.operand()])
    }

    /// `char(x)`: the character of a code point; the empty text of `NULL`, and U+FFFD for a number that is none: <https://sqlite.org/lang_corefunc.html#char>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let letters = db.select::<User>().columns(User::ID.add(64).to_char()).all()?;
    /// assert_eq!(letters, ["A", "B", "C"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn to_char<S, J, V: ColumnValue<Base: Integer>, K: Kind>(self) -> Expr<S, String, K::Part> where Self: Term<S, J, V, K> {
        call("char", [self.term()])
    }
}

impl<T: Table, V: ColumnValue> NumberFunctions for Column<T, V> {}
impl<S, V: ColumnValue, K: Kind> NumberFunctions for Expr<S, V, K> {}

/// `random()`: any integer of 64 bits, a new one for each row: <https://sqlite.org/lang_corefunc.html#random>
///
/// # Example: rows in any order
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::random;
///
/// let shuffled = db.select::<User>().order_by(random()).columns(User::ID).all()?;
/// assert_eq!(shuffled.len(), 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use]
pub fn random<S>() -> Expr<S, i64> {
    call("random", [])
}
