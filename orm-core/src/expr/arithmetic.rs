//! `+`, `-`, `*`, `/`, `%` and the sign.

use super::{Expr, Integer, Joined, Kind, Numeric, Operand, Row};
use crate::ast::{self, BinaryOp, UnaryOp};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

fn arithmetic<S, V, K>(left: ast::Expr, op: BinaryOp, right: ast::Expr) -> Expr<S, V, K> {
    Expr::new(ast::Expr::binary(op, left, right))
}

#[rustfmt::skip]
#[expect(clippy::type_complexity, clippy::should_implement_trait, reason = "the operators' traits cannot carry the query's scope")]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column + value`; `NULL` if either is.
    ///
    /// SQLite turns a sum of integers that does not fit 64 bits into a REAL, which an integer type refuses to read and an
    /// assignment refuses to write:
    /// <https://sqlite.org/lang_expr.html#binaryops>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::NAME.eq("Bob")).run()?;
    /// assert_eq!(db.select::<User>().columns(User::LOGINS).all()?, [3, 1, 5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn add<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        arithmetic(self.node(), BinaryOp::Add, value.operand())
    }

    /// `column - value`; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let left = db.select::<User>().columns(User::LOGINS.sub(User::ID)).all()?;
    /// assert_eq!(left, [2, -2, 2]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn sub<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        arithmetic(self.node(), BinaryOp::Sub, value.operand())
    }

    /// `column * value`; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let doubled = db.select::<User>().columns(User::LOGINS.mul(2)).all()?;
    /// assert_eq!(doubled, [6, 0, 10]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn mul<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, R::Lift<<Of<T> as InScope<T, S, I>>::Null<V>>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        arithmetic(self.node(), BinaryOp::Mul, value.operand())
    }

    /// `column / value`; `NULL` if either is, and where `value` is zero.
    ///
    /// Integers divide to an integer, toward zero: <https://sqlite.org/lang_expr.html#binaryops>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let halves: Vec<Option<i64>> = db.select::<User>().columns(User::LOGINS.div(2)).all()?;
    /// assert_eq!(halves, [Some(1), Some(0), Some(2)]);
    ///
    /// let per_login: Vec<Option<i64>> = db.select::<User>().columns(User::ID.div(User::LOGINS)).all()?;
    /// assert_eq!(per_login, [Some(0), None, Some(0)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn div<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, Option<V::Base>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        arithmetic(self.node(), BinaryOp::Div, value.operand())
    }

    /// `column % value`, the remainder of a division of integers; `NULL` if either is, and where `value` is zero.
    ///
    /// It has the sign of the column. For floating point numbers see [`modulo`](crate::expr::MathFunctions::modulo).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let odd = db.select::<User>().filter(User::LOGINS.rem(2).eq(1)).columns(User::NAME).all()?;
    /// assert_eq!(odd, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn rem<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, Option<V::Base>, R::Kind<Row>> where Of<T>: InScope<T, S, I>, V::Base: Integer {
        arithmetic(self.node(), BinaryOp::Rem, value.operand())
    }

    /// `-column`; `NULL` if the column is. The opposite of the smallest integer of 64 bits is a REAL, which an integer type
    /// refuses to read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let debts = db.select::<User>().columns(User::LOGINS.neg()).all()?;
    /// assert_eq!(debts, [-3, 0, -5]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn neg<S, I>(self) -> Expr<S, <Of<T> as InScope<T, S, I>>::Null<V>> where Of<T>: InScope<T, S, I>, V::Base: Numeric {
        Expr::new(ast::Expr::unary(UnaryOp::Neg, self.node()))
    }
}

#[rustfmt::skip]
#[expect(clippy::should_implement_trait, reason = "the operators' traits cannot carry the query's scope")]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `expression + value`; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let sums = db.select::<User>().columns(User::LOGINS.mul(2).add(User::ID)).all()?;
    /// assert_eq!(sums, [7, 2, 13]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn add<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Numeric {
        arithmetic(self.node, BinaryOp::Add, value.operand())
    }

    /// `expression - value`; `NULL` if either is.
    ///
    /// # Example: between aggregates
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let range: Option<i64> = db.select::<User>().columns(User::LOGINS.max().sub(User::LOGINS.min())).one()?;
    /// assert_eq!(range, Some(5));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn sub<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Numeric {
        arithmetic(self.node, BinaryOp::Sub, value.operand())
    }

    /// `expression * value`; `NULL` if either is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let products = db.select::<User>().columns(User::LOGINS.add(1).mul(User::ID)).all()?;
    /// assert_eq!(products, [4, 2, 18]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn mul<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, R::Lift<V>, R::Kind<K>> where V::Base: Numeric {
        arithmetic(self.node, BinaryOp::Mul, value.operand())
    }

    /// `expression / value`; `NULL` if either is, and where `value` is zero. Integers divide to an integer.
    ///
    /// # Example: between aggregates
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mean: Option<i64> = db.select::<Post>().columns(Post::LIKES.sum().div(count())).one()?;
    /// assert_eq!(mean, Some(4));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn div<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, Option<V::Base>, R::Kind<K>> where V::Base: Numeric {
        arithmetic(self.node, BinaryOp::Div, value.operand())
    }

    /// `expression % value`, of integers; `NULL` if either is, and where `value` is zero.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let rest = db.select::<User>().columns(User::ID.add(User::LOGINS).rem(3)).all()?;
    /// assert_eq!(rest, [Some(1), Some(2), Some(2)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn rem<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, Option<V::Base>, R::Kind<K>> where V::Base: Integer {
        arithmetic(self.node, BinaryOp::Rem, value.operand())
    }

    /// `-expression`; `NULL` if the expression is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let most_first = db.select::<User>().order_by(User::LOGINS.add(1).neg()).columns(User::NAME).all()?;
    /// assert_eq!(most_first, ["Cleo", "Ada", "Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn neg(self) -> Expr<S, V, K::Part> where V::Base: Numeric {
        Expr::new(ast::Expr::unary(UnaryOp::Neg, self.node))
    }
}
