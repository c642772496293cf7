//! Operators on the bits of integers.
//!
//! SQLite takes an operand that is no integer as the nearest one. An operand here is an integer by its type; only a sum or
//! a product that overflowed is a REAL, and lowering makes that an error: see `sql/overflow.rs`.

use super::{Expr, Joined, Kind, Operand, Row};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Integers, Octets};

/// A column type of integers: the ones that have bits and remainders.
///
/// # Example: a function for every column of integers
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::column::Column;
/// use orm_sqlite::expr::Integer;
///
/// fn even<V: Integer>(column: Column<User, V>) -> Expr<User, bool> {
///     column.bit_not().bit_and(column).is_not_null().and(column.rem(column).is_null())
/// }
/// assert_eq!(database()?.select::<User>().filter(even(User::LOGINS)).columns(User::NAME).all()?, ["Bob"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` is not an integer", label = "this operator is for integers")]
pub trait Integer: ColumnType {}

#[diagnostic::do_not_recommend]
impl<V: ColumnType<Family: HasBits>> Integer for V {}

/// A family of integers.
pub trait HasBits {}

impl HasBits for Integers {}
impl HasBits for Octets {}

fn bits<S, V, K>(left: ast::Expr, op: BinaryOp, right: ast::Expr) -> Expr<S, V, K> {
    Expr::new(ast::Expr::binary(op, left, right))
}

#[expect(clippy::should_implement_trait, reason = "the operators' traits cannot carry the query's scope")]
#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column & value`: the bits that both have; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let odd = db.select::<User>().filter(User::ID.bit_and(1).eq(1)).columns(User::NAME).all()?;
    /// assert_eq!(odd, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn bit_and<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Integer {
        bits(self.node(), BinaryOp::BitAnd, value.operand())
    }

    /// `column | value`: the bits that one has; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let odd = db.select::<User>().columns(User::ID.bit_or(1)).all()?;
    /// assert_eq!(odd, [1, 3, 3]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn bit_or<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Integer {
        bits(self.node(), BinaryOp::BitOr, value.operand())
    }

    /// `column << value`: the bits, moved so many places up; `NULL` if either is.
    ///
    /// A negative number of places moves the other way, and 64 or more leave 0, or -1 for `>>` of a negative number.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let masks = db.select::<User>().columns(User::ID.shl(2)).all()?;
    /// assert_eq!(masks, [4, 8, 12]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn shl<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Integer {
        bits(self.node(), BinaryOp::Shl, value.operand())
    }

    /// `column >> value`: the bits, moved so many places down; `NULL` if either is.
    ///
    /// A negative number of places moves the other way, and 64 or more leave 0, or -1 for `>>` of a negative number.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let halves = db.select::<User>().columns(User::LOGINS.shr(1)).all()?;
    /// assert_eq!(halves, [1, 0, 2]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn shr<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Integer {
        bits(self.node(), BinaryOp::Shr, value.operand())
    }

    /// `~column`: each bit turned round, of all 64, so that the result of a positive number is negative; `NULL` if the column is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let turned = db.select::<User>().columns(User::ID.bit_not()).all()?;
    /// assert_eq!(turned, [-2, -3, -4]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn bit_not<S, I>(self) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>> where Of<T>: InScope<T, S, I>, V::Base: Integer {
        Expr::new(ast::Expr::unary(UnaryOp::BitNot, self.node()))
    }
}

#[expect(clippy::should_implement_trait, reason = "the operators' traits cannot carry the query's scope")]
#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `expression & value`: the bits that both have; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let low = db.select::<User>().columns(User::ID.add(1).bit_and(2)).all()?;
    /// assert_eq!(low, [2, 2, 0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn bit_and<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Integer {
        bits(self.node, BinaryOp::BitAnd, value.operand())
    }

    /// `expression | value`: the bits that one has; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let masks = db.select::<User>().columns(User::ID.sub(1).bit_or(4)).all()?;
    /// assert_eq!(masks, [4, 5, 6]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn bit_or<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Integer {
        bits(self.node, BinaryOp::BitOr, value.operand())
    }

    /// `expression << value`: the bits, moved so many places up; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let masks = db.select::<User>().columns(User::ID.sub(1).shl(1)).all()?;
    /// assert_eq!(masks, [0, 2, 4]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn shl<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Integer {
        bits(self.node, BinaryOp::Shl, value.operand())
    }

    /// `expression >> value`: the bits, moved so many places down; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let halves = db.select::<User>().columns(User::ID.add(1).shr(1)).all()?;
    /// assert_eq!(halves, [1, 1, 2]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn shr<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Integer {
        bits(self.node, BinaryOp::Shr, value.operand())
    }

    /// `~expression`: each bit turned round; `NULL` if the expression is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let low_bits = db.select::<User>().columns(User::ID.add(0).bit_not().bit_and(3)).all()?;
    /// assert_eq!(low_bits, [2, 1, 0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn bit_not(self) -> Expr<S, V, K::Part> where V::Base: Integer {
        Expr::new(ast::Expr::unary(UnaryOp::BitNot, self.node))
    }
}
