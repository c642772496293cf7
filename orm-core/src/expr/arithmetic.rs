//! `+`, `-` and `*`.

use super::{Expr, Joined, Kind, Numeric, Operand, Row};
use crate::ast::{self, BinaryOp};
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
    /// SQLite turns a sum of integers that does not fit 64 bits into a REAL, which an integer type refuses to read:
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
}
