//! Roots, powers, logarithms and angles.

use super::call;
use crate::column::Column;
use crate::expr::{Expr, Joined, Kind, Numeric, Operand, Term};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Reals};

/// A column type of floating point numbers.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::expr::Real;
///
/// fn whole<V: Real>(number: Expr<User, V>) -> Expr<User, bool> {
///     number.clone().floor().eq(number)
/// }
/// let halves = User::LOGINS.cast::<f64>().mul(0.5);
/// assert_eq!(database()?.select::<User>().filter(whole(halves)).columns(User::NAME).all()?, ["Bob"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a floating point number",
    label = "whole numbers are whole already"
)]
pub trait Real: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family = Reals>> Real for V {}

/// The mathematical functions, as methods of columns and expressions.
///
/// A `NULL` gives `NULL`. A result that may be no number, such as the logarithm of zero, is nullable. Where SQLite is built
/// without these functions, as the bundled one is, every connection of the library brings its own, of the same names.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let distance = User::ID.pow(2).add(User::LOGINS.add(1).pow(2)).sqrt().round_to(2);
/// assert_eq!(db.select::<User>().columns(distance).all()?, [Some(4.12), Some(2.24), Some(6.71)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[rustfmt::skip]
pub trait MathFunctions: Sized {
    /// `ceil(x)`: the smallest whole number that is not smaller: <https://sqlite.org/lang_mathfunc.html#ceil>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let up = db.select::<User>().columns(User::LOGINS.cast::<f64>().mul(0.5).ceil()).all()?;
    /// assert_eq!(up, [2.0, 0.0, 3.0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn ceil<S, J, V: ColumnValue<Base: Real>, K: Kind>(self) -> Expr<S, V, K::Part> where Self: Term<S, J, V, K> {
        call("ceil", [self.term()])
    }

    /// `floor(x)`: the greatest whole number that is not greater: <https://sqlite.org/lang_mathfunc.html#floor>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let down = db.select::<User>().columns(User::LOGINS.cast::<f64>().mul(-0.5).floor()).all()?;
    /// assert_eq!(down, [-2.0, 0.0, -3.0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn floor<S, J, V: ColumnValue<Base: Real>, K: Kind>(self) -> Expr<S, V, K::Part> where Self: Term<S, J, V, K> {
        call("floor", [self.term()])
    }

    /// `trunc(x)`: the whole number toward zero: <https://sqlite.org/lang_mathfunc.html#trunc>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let inward = db.select::<User>().columns(User::LOGINS.cast::<f64>().mul(-0.5).trunc()).all()?;
    /// assert_eq!(inward, [-1.0, 0.0, -2.0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn trunc<S, J, V: ColumnValue<Base: Real>, K: Kind>(self) -> Expr<S, V, K::Part> where Self: Term<S, J, V, K> {
        call("trunc", [self.term()])
    }

    /// `sqrt(x)`: the square root, `NULL` of a negative number: <https://sqlite.org/lang_mathfunc.html#sqrt>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let roots = db.select::<User>().columns(User::LOGINS.add(1).sqrt()).all()?;
    /// assert_eq!(roots[0], Some(2.0));
    /// assert_eq!(db.select::<User>().columns(User::ID.neg().sqrt()).one()?, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn sqrt<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("sqrt", [self.term()])
    }

    /// `exp(x)`: e to this power: <https://sqlite.org/lang_mathfunc.html#exp>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let one = db.select::<User>().columns(User::ID.sub(1).exp()).one()?;
    /// assert_eq!(one, Some(1.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn exp<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("exp", [self.term()])
    }

    /// `ln(x)`: the natural logarithm, `NULL` of zero and of a negative number: <https://sqlite.org/lang_mathfunc.html#ln>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let logarithms = db.select::<User>().columns(User::ID.ln()).all()?;
    /// assert_eq!(logarithms[0], Some(0.0));
    /// assert_eq!(db.select::<User>().columns(User::ID.sub(1).ln()).one()?, None);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn ln<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("ln", [self.term()])
    }

    /// `log10(x)`: the logarithm to the base 10: <https://sqlite.org/lang_mathfunc.html#log10>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let two = db.select::<User>().columns(User::ID.mul(100).log10()).one()?;
    /// assert_eq!(two, Some(2.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn log10<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("log10", [self.term()])
    }

    /// `log2(x)`: the logarithm to the base 2: <https://sqlite.org/lang_mathfunc.html#log2>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let bits = db.select::<User>().columns(User::LOGINS.add(1).log2()).one()?;
    /// assert_eq!(bits, Some(2.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn log2<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("log2", [self.term()])
    }

    /// `log(base, x)`: the logarithm to a base: <https://sqlite.org/lang_mathfunc.html#log>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let three = db.select::<User>().columns(User::ID.mul(8).log(2)).one()?;
    /// assert_eq!(three, Some(3.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn log<S, J, V: ColumnValue<Base: Numeric>, K: Kind, R: Operand<S, V::Base, I> + Joined<S, I>, I>(self, base: R) -> Expr<S, Option<f64>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("log", [base.operand(), self.term()])
    }

    /// `pow(x, exponent)`, `NULL` where the power is no real number: <https://sqlite.org/lang_mathfunc.html#pow>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let squares = db.select::<User>().columns(User::ID.pow(2)).all()?;
    /// assert_eq!(squares, [Some(1.0), Some(4.0), Some(9.0)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn pow<S, J, V: ColumnValue<Base: Numeric>, K: Kind, R: Operand<S, V::Base, I> + Joined<S, I>, I>(self, exponent: R) -> Expr<S, Option<f64>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("pow", [self.term(), exponent.operand()])
    }

    /// `mod(x, divisor)`: the remainder of a division of any numbers, with the sign of `x`; `NULL` by zero: <https://sqlite.org/lang_mathfunc.html#mod>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rests = db.select::<User>().columns(User::LOGINS.cast::<f64>().mul(0.5).modulo(1.0)).all()?;
    /// assert_eq!(rests, [Some(0.5), Some(0.0), Some(0.5)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn modulo<S, J, V: ColumnValue<Base: Numeric>, K: Kind, R: Operand<S, V::Base, I> + Joined<S, I>, I>(self, divisor: R) -> Expr<S, Option<f64>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("mod", [self.term(), divisor.operand()])
    }

    /// `sin(x)`: the sine of an angle in radians: <https://sqlite.org/lang_mathfunc.html#sin>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.sub(1).sin()).one()?;
    /// assert_eq!(value, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn sin<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("sin", [self.term()])
    }

    /// `cos(x)`: the cosine of an angle in radians: <https://sqlite.org/lang_mathfunc.html#cos>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.sub(1).cos()).one()?;
    /// assert_eq!(value, Some(1.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn cos<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("cos", [self.term()])
    }

    /// `tan(x)`: the tangent of an angle in radians: <https://sqlite.org/lang_mathfunc.html#tan>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.sub(1).tan()).one()?;
    /// assert_eq!(value, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn tan<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("tan", [self.term()])
    }

    /// `asin(x)`: the angle of a sine, in radians, `NULL` beyond -1 and 1: <https://sqlite.org/lang_mathfunc.html#asin>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.sub(1).asin()).one()?;
    /// assert_eq!(value, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn asin<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("asin", [self.term()])
    }

    /// `acos(x)`: the angle of a cosine, in radians, `NULL` beyond -1 and 1: <https://sqlite.org/lang_mathfunc.html#acos>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.acos()).one()?;
    /// assert_eq!(value, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn acos<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("acos", [self.term()])
    }

    /// `atan(x)`: the angle of a tangent, in radians: <https://sqlite.org/lang_mathfunc.html#atan>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.sub(1).atan()).one()?;
    /// assert_eq!(value, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn atan<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("atan", [self.term()])
    }

    /// `radians(x)`: the radians of degrees: <https://sqlite.org/lang_mathfunc.html#radians>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.sub(1).radians()).one()?;
    /// assert_eq!(value, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn radians<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("radians", [self.term()])
    }

    /// `degrees(x)`: the degrees of radians: <https://sqlite.org/lang_mathfunc.html#degrees>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let value = db.select::<User>().columns(User::ID.sub(1).degrees()).one()?;
    /// assert_eq!(value, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn degrees<S, J, V: ColumnValue<Base: Numeric>, K: Kind>(self) -> Expr<S, Option<f64>, K::Part> where Self: Term<S, J, V, K> {
        call("degrees", [self.term()])
    }

    /// `atan2(x, width)`: the angle of a point, whose height this is: <https://sqlite.org/lang_mathfunc.html#atan2>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let angle = db.select::<User>().columns(User::ID.sub(1).atan2(1)).one()?;
    /// assert_eq!(angle, Some(0.0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn atan2<S, J, V: ColumnValue<Base: Numeric>, K: Kind, R: Operand<S, V::Base, I> + Joined<S, I>, I>(self, width: R) -> Expr<S, Option<f64>, R::Kind<K>> where Self: Term<S, J, V, K> {
        call("atan2", [self.term(), width.operand()])
    }
}

impl<T: Table, V: ColumnValue> MathFunctions for Column<T, V> {}
impl<S, V: ColumnValue, K: Kind> MathFunctions for Expr<S, V, K> {}

/// `pi()`: <https://sqlite.org/lang_mathfunc.html#pi>
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::pi;
///
/// assert_eq!(db.select::<Tag>().columns(pi()).one()?, std::f64::consts::PI);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use]
pub fn pi<S>() -> Expr<S, f64> {
    call("pi", [])
}
