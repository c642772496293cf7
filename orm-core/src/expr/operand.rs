//! The right side of an operator.

use super::{Expr, Kind, Row};
use crate::ast;
use crate::column::{AnyColumn, Column};
use crate::never::Never;
use crate::scope::{At, InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, Encode, IntoValue};

/// What can be compared with a column of base type `B` in the scope `S`: a value, a column, an expression.
///
/// `J` is how the operand was found, and is inferred. `B` is never an `Option`, so that nullability stops no comparison
/// between columns; a value that is an `Option` is refused.
///
/// # Example: a value, a column and an expression
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let of = |predicate: Expr<User, bool>| db.select::<User>().filter(predicate).count();
/// assert_eq!(of(User::LOGINS.gt(4))?, 1);
/// assert_eq!(of(User::LOGINS.gt(User::ID))?, 2);
/// assert_eq!(of(User::LOGINS.gt(User::posts().count()))?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{B}` column cannot be compared with `{Self}`",
    label = "expected a `{B}`, or a column of it",
    note = "`is_null()` asks for NULL, `is(option)` compares with a value that may be NULL"
)]
pub trait Operand<S, B, J> {
    /// The operand in the untyped tree.
    #[doc(hidden)]
    fn operand(self) -> ast::Expr;
}

/// How a value was found.
#[derive(Debug)]
pub struct Literal;
/// How an expression was found.
#[derive(Debug)]
pub struct Typed;
fn bind<V: Encode>(value: V) -> ast::Expr {
    ast::Expr::from_encoded(value.encode())
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnType> Operand<S, V, Literal> for V {
    fn operand(self) -> ast::Expr {
        bind(self)
    }
}

#[diagnostic::do_not_recommend]
impl<S, V: ColumnType + Clone> Operand<S, V, Literal> for &V {
    fn operand(self) -> ast::Expr {
        bind(self.clone())
    }
}

macro_rules! stands_for {
    ($($from:ty => $to:ty),+ $(,)?) => {$(
        #[diagnostic::do_not_recommend]
        impl<S> Operand<S, $to, Literal> for $from {
            fn operand(self) -> ast::Expr {
                bind(IntoValue::<$to>::into_value(self))
            }
        }
    )+};
}

stands_for!(
    &str => String,
    &str => Box<str>,
    &str => std::borrow::Cow<'static, str>,
    i32 => f64,
    &[u8] => Vec<u8>,
);

#[diagnostic::do_not_recommend]
impl<S> Operand<S, Never, Literal> for i32 {
    fn operand(self) -> ast::Expr {
        bind(self)
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, W: ColumnValue<Base = B>, B: ColumnType, I> Operand<S, B, At<I>> for Column<T, W> {
    fn operand(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, T: Table, W: ColumnValue> Operand<S, Never, Never> for Column<T, W> {
    fn operand(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, W: ColumnValue<Base = B>, B: ColumnType, K> Operand<S, B, Typed> for Expr<S, W, K> {
    fn operand(self) -> ast::Expr {
        self.node
    }
}

/// An operand whose tables are part of the scope `S`; a trait beside [`Operand`], so that the wrong type and the wrong
/// table are two messages.
#[doc(hidden)]
pub trait Joined<S, J>: OperandKind<J> {
    /// `X`, nullable if the operand is.
    type Lift<X: ColumnValue>: ColumnValue<Base = X::Base>;
}

/// What an operand makes of the kind of an expression; a trait that always holds, so that a table that is not joined is one
/// message, at its column.
#[doc(hidden)]
pub trait OperandKind<J> {
    /// The kind of an operation between an expression of the kind `K` and the operand.
    type Kind<K: Kind>: Kind;
}

#[diagnostic::do_not_recommend]
impl<V> OperandKind<Literal> for V {
    type Kind<K: Kind> = K::Part;
}

#[diagnostic::do_not_recommend]
impl<S, W, K2: Kind> OperandKind<Typed> for Expr<S, W, K2> {
    type Kind<K: Kind> = K::Join<K2>;
}

#[diagnostic::do_not_recommend]
impl<C: AnyColumn, I> OperandKind<At<I>> for C {
    type Kind<K: Kind> = K::Join<Row>;
}

#[diagnostic::do_not_recommend]
impl<S, V> Joined<S, Literal> for V {
    type Lift<X: ColumnValue> = X;
}

#[diagnostic::do_not_recommend]
impl<S, W: ColumnValue, K2: Kind> Joined<S, Typed> for Expr<S, W, K2> {
    type Lift<X: ColumnValue> = W::Lift<X>;
}

impl<S, C: AnyColumn, I> Joined<S, At<I>> for C
where
    Of<C::Table>: InScope<C::Table, S, I>,
{
    type Lift<X: ColumnValue> = <<Of<C::Table> as InScope<C::Table, S, I>>::Null<C::Value> as ColumnValue>::Lift<X>;
}

/// An [`Operand`] that may also be an `Option` of a value: the right side of a comparison in which `NULL` is a value.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let invited_by = |key: Option<i64>| User::INVITED_BY_ID.is_not_distinct_from(key);
/// assert_eq!(db.select::<User>().filter(invited_by(None)).count()?, 1);
/// assert_eq!(db.select::<User>().filter(invited_by(Some(1))).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "a `{B}` column cannot be compared with `{Self}`",
    label = "expected a `{B}`, an `Option` of it, or a column of it"
)]
pub trait NullOperand<S, B, J, M> {
    /// The operand in the untyped tree.
    #[doc(hidden)]
    fn null_operand(self) -> ast::Expr;
}

/// How an operand was found that is not an `Option` of a value.
#[derive(Debug)]
pub struct Present;
/// How an `Option` of a value was found.
#[derive(Debug)]
pub struct Maybe;

#[diagnostic::do_not_recommend]
impl<S, B, J, X: Operand<S, B, J>> NullOperand<S, B, J, Present> for X {
    fn null_operand(self) -> ast::Expr {
        self.operand()
    }
}

#[diagnostic::do_not_recommend]
impl<S, B: ColumnType> NullOperand<S, B, Literal, Maybe> for Option<B> {
    fn null_operand(self) -> ast::Expr {
        bind(self)
    }
}

#[diagnostic::do_not_recommend]
impl<S, B> NullOperand<S, Never, Literal, Maybe> for Option<B> {
    fn null_operand(self) -> ast::Expr {
        ast::Expr::Value(crate::value::Value::Null)
    }
}
