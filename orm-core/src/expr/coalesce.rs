//! Values in the place of `NULL`, `NULL` in the place of values, and comparisons in which `NULL` is a value.

use super::operand::NullOperand;
use super::{Expr, Joined, Kind, Operand, Row};
use crate::ast::{self, BinaryOp, Call};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::ColumnValue;

/// A chain is one call: `coalesce(a, b, c)`.
fn coalesce<S, V, K>(first: ast::Expr, other: ast::Expr) -> Expr<S, V, K> {
    let other = other.meant_for(&first).into_value();
    let arguments = match first {
        ast::Expr::Call(mut call) if call.name == COALESCE && call.arguments.len() < MOST => {
            call.arguments.push(other);
            call.arguments
        }
        first => vec![first, other],
    };
    Expr::new(Call::scalar(COALESCE, arguments).into())
}

const COALESCE: &str = "coalesce";

/// After so many arguments a chain becomes a call inside of a call.
const MOST: usize = 32;

fn null_if<S, V, K>(operand: ast::Expr, value: ast::Expr) -> Expr<S, V, K> {
    let value = value.meant_for(&operand).into_value();
    let arguments = vec![operand, value];
    Expr::new(Call::scalar("nullif", arguments).into())
}

fn distinct<S, K>(left: ast::Expr, op: BinaryOp, right: ast::Expr) -> Expr<S, bool, K> {
    Expr::new(ast::Expr::binary(op, left, right))
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `coalesce(column, other)`: the column's value, or the other one where it is `NULL`.
    ///
    /// The result is nullable only if the other is, so that a chain of them ends with a value:
    /// <https://sqlite.org/lang_corefunc.html#coalesce>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let bios: Vec<String> = db.select::<User>().columns(User::BIO.coalesce(User::EMAIL)).all()?;
    /// assert_eq!(bios, ["wrote the first program", "bob@x.org", "cleo@x.org"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn coalesce<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, other: R) -> Expr<S, R::Lift<V::Base>, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        coalesce(self.node(), other.operand())
    }

    /// `nullif(column, value)`: the column, or `NULL` where it equals the value.
    ///
    /// <https://sqlite.org/lang_corefunc.html#nullif>
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let logins = db.select::<User>().columns(User::LOGINS.null_if(0)).all()?;
    /// assert_eq!(logins, [Some(3), None, Some(5)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn null_if<S, R: Operand<S, V::Base, J> + Joined<S, J>, I, J>(self, value: R) -> Expr<S, Option<V::Base>, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        null_if(self.node(), value.operand())
    }

    /// `column IS NOT other`: different, or exactly one of the two is `NULL`. It is never `NULL` itself.
    ///
    /// The other is a value, an `Option` of one, a column or an expression. SQLite calls it `IS DISTINCT FROM` too:
    /// <https://sqlite.org/lang_expr.html#isisnot>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let others = db.select::<User>().filter(User::INVITED_BY_ID.is_distinct_from(User::ID)).count()?;
    /// assert_eq!(others, 3);
    ///
    /// let bob: Option<i64> = Some(2);
    /// assert_eq!(db.select::<User>().filter(User::INVITED_BY_ID.is_distinct_from(bob)).count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_distinct_from<S, R: NullOperand<S, V::Base, J, M> + Joined<S, J>, I, J, M>(self, other: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        distinct(self.node(), BinaryOp::IsNot, other.null_operand())
    }

    /// `column IS other`: equal, or both `NULL`. It is never `NULL` itself. The other may be a column or an expression too.
    ///
    /// # Example: both `NULL`
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let same = User::BIO.is_not_distinct_from(User::EMAIL.null_if(User::EMAIL));
    /// assert_eq!(db.select::<User>().filter(same).columns(User::NAME).all()?, ["Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not_distinct_from<S, R: NullOperand<S, V::Base, J, M> + Joined<S, J>, I, J, M>(self, other: R) -> Expr<S, bool, R::Kind<Row>> where Of<T>: InScope<T, S, I> {
        distinct(self.node(), BinaryOp::Is, other.null_operand())
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `coalesce(expression, other)`: its value, or the other one where it is `NULL`. Nullable only if the other is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let total: i64 = db.select::<User>().filter(User::ID.gt(99)).columns(User::LOGINS.sum().coalesce(0)).one()?;
    /// assert_eq!(total, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn coalesce<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, other: R) -> Expr<S, R::Lift<V::Base>, R::Kind<K>> {
        coalesce(self.node, other.operand())
    }

    /// `nullif(expression, value)`: the expression, or `NULL` where it equals the value.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let logins = db.select::<User>().columns(User::LOGINS.add(1).null_if(1)).all()?;
    /// assert_eq!(logins, [Some(4), None, Some(6)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn null_if<R: Operand<S, V::Base, J> + Joined<S, J>, J>(self, value: R) -> Expr<S, Option<V::Base>, R::Kind<K>> {
        null_if(self.node, value.operand())
    }

    /// `expression IS NOT other`: different, or exactly one of the two is `NULL`. It is never `NULL` itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = User::INVITED_BY_ID.add(1);
    /// assert_eq!(db.select::<User>().filter(next.is_distinct_from(User::ID)).columns(User::NAME).all()?, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_distinct_from<R: NullOperand<S, V::Base, J, M> + Joined<S, J>, J, M>(self, other: R) -> Expr<S, bool, R::Kind<K>> {
        distinct(self.node, BinaryOp::IsNot, other.null_operand())
    }

    /// `expression IS other`: equal, or both `NULL`. It is never `NULL` itself.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let next = User::INVITED_BY_ID.add(1);
    /// assert_eq!(db.select::<User>().filter(next.is_not_distinct_from(User::ID)).columns(User::NAME).all()?, ["Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_not_distinct_from<R: NullOperand<S, V::Base, J, M> + Joined<S, J>, J, M>(self, other: R) -> Expr<S, bool, R::Kind<K>> {
        distinct(self.node, BinaryOp::Is, other.null_operand())
    }
}
