//! What a function of the program is called with.

use super::parameter::{Parameter, Parameters};
use crate::ast;
use crate::column::Column;
use crate::expr::kind::{Free, Kind, Kinds};
use crate::expr::operand::{Literal, Typed};
use crate::expr::{Agg, Expr, Group, Joined, Mixed, Operand, Over, Refined, Row};
use crate::scope::At;
use crate::table::Table;
use crate::value::ColumnValue;

/// The arguments of a call to a function with the parameters `P`: a tuple of values, columns and expressions.
///
/// A column or an expression may be nullable where the parameter is not, and then the result is: `V` is the function's `R`, or
/// its `Option`. `K` and `J` are how the arguments were found. All three are inferred.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Function;
///
/// const REPEAT: Function<(String, i64), String> = Function::new("repeat").deterministic();
///
/// db.create_function(REPEAT, |(text, times)| Ok(text.repeat(usize::try_from(times).unwrap_or(0))))?;
/// let names = db.select::<User>().columns(REPEAT.call((User::NAME, User::ID.sub(1)))).all()?;
/// assert_eq!(names, ["", "Bob", "CleoCleo"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
///
/// The impls are those of `ArgumentsPart`: rustc lists the impls of the trait that a method asks for, ten lines of tuples,
/// but none that is for a type parameter.
#[diagnostic::on_unimplemented(
    message = "a function of `{P}` cannot be called with `{Self}`",
    label = "expected arguments for `{P}`, as a tuple"
)]
pub trait Arguments<S, P: Parameters, K, J, R, V>: ArgumentsPart<S, P, K, J, R, V> {}

impl<S, P: Parameters, K, J, R, V, X: ArgumentsPart<S, P, K, J, R, V>> Arguments<S, P, K, J, R, V> for X {}

/// The arguments of a call.
#[diagnostic::on_unimplemented(
    message = "a function of `{P}` cannot be called with `{Self}`",
    label = "expected arguments for `{P}`, as a tuple"
)]
pub trait ArgumentsPart<S, P: Parameters, K, J, R, V> {
    /// The arguments in the untyped tree.
    #[doc(hidden)]
    fn arguments(self) -> Vec<ast::Expr>;
}

#[diagnostic::do_not_recommend]
impl<S, R> ArgumentsPart<S, (), (Free,), (), R, R> for () {
    fn arguments(self) -> Vec<ast::Expr> {
        Vec::new()
    }
}

/// One argument for a parameter of type `P`.
#[diagnostic::on_unimplemented(
    message = "a parameter of type `{P}` cannot be `{Self}`",
    label = "expected a `{P}`, or a column or an expression of it"
)]
pub trait CallArgument<S, P, K, J> {
    /// The argument in the untyped tree.
    fn argument(self) -> ast::Expr;
}

#[diagnostic::do_not_recommend]
impl<S, P: ColumnValue, X: Operand<S, P::Base, Literal>> CallArgument<S, P, Free, Literal> for X {
    fn argument(self) -> ast::Expr {
        self.operand()
    }
}

#[diagnostic::do_not_recommend]
impl<S, P: ColumnValue, T: Table, W: ColumnValue<Base = P::Base>, I> CallArgument<S, P, Row, At<I>> for Column<T, W> {
    fn argument(self) -> ast::Expr {
        self.node()
    }
}

#[diagnostic::do_not_recommend]
impl<S, P: ColumnValue, W: ColumnValue<Base = P::Base>, K> CallArgument<S, P, K, Typed> for Expr<S, W, K> {
    fn argument(self) -> ast::Expr {
        self.node.into_value()
    }
}

/// The result's type: each argument makes the result of the rest nullable, or leaves it.
macro_rules! lift {
    ($result:ident) => { $result };
    ($result:ident ($name:ident $found:ident $param:ident) $($rest:tt)*) => {
        <<$param as Parameter>::Strict<<$name as Joined<S, $found>>::Lift<<$param as ColumnValue>::Base>>
            as ColumnValue>::Lift<lift!($result $($rest)*)>
    };
}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<
            S,
            Res: ColumnValue,
            $($name: CallArgument<S, $row, $kind, $index> + Joined<S, $index>, $index, $kind, $row: Parameter),+
        > ArgumentsPart<S, ($($row,)+), ($($kind,)+), ($($index,)+), Res, lift!(Res $(($name $index $row))+)>
            for ($($name,)+)
        {
            fn arguments(self) -> Vec<ast::Expr> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($name,)+) = self;
                vec![$($name.argument()),+]
            }
        }
    };
}

crate::macros::for_each_tuple!(tuple);

/// The kind of a call: without any column or aggregate in it, it stands where a row does.
#[doc(hidden)]
pub trait Settle: Kinds {
    /// The kind.
    type Kind: Kind;
}

#[diagnostic::do_not_recommend]
impl<K: Kinds<Out: Settled>> Settle for K {
    type Kind = <K::Out as Settled>::Kind;
}

/// One kind, settled.
pub trait Settled {
    /// The kind.
    type Kind: Kind;
}

impl Settled for Free {
    type Kind = Row;
}

impl<K: Kind> Settled for Over<K> {
    type Kind = Self;
}

macro_rules! settled {
    ($($kind:ty),+) => {$(
        impl Settled for $kind {
            type Kind = <Self as Kind>::Part;
        }
    )+};
}

settled!(Row, Agg, Refined, Group, Mixed);
