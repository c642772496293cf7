//! The parameters of a prepared query, and the arguments that it runs with.

use std::ops::RangeFrom;

use crate::ast;
use crate::engine::{Binding, Bindings};
use crate::error::Error;
use crate::expr::reading::refused;
use crate::expr::{IntoMatch, Match, Param, ParamList};
use crate::value::{ColumnType, ColumnValue, EncodeError, IntoField, IntoValue};

/// The parameters of a prepared query: one `Param` or `ParamList`, a tuple of up to eight of them, or `()`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::query::Params;
///
/// assert_eq!(<(Param<i64>, ParamList<String>)>::number(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a parameter of a prepared query",
    label = "expected `Param<..>` or `ParamList<..>`, or a tuple of them"
)]
pub trait Params {
    /// How many there are.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::query::Params;
    ///
    /// assert_eq!(Param::<i64>::number(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn number() -> usize;

    /// The parameters with the next numbers.
    #[doc(hidden)]
    fn numbered(next: &mut RangeFrom<usize>) -> Self;
}

fn take(next: &mut RangeFrom<usize>) -> usize {
    let index = next.start;
    next.start += 1;
    index
}

impl<V: ColumnValue> Params for Param<V> {
    fn number() -> usize {
        1
    }

    fn numbered(next: &mut RangeFrom<usize>) -> Self {
        Self::new(take(next))
    }
}

/// A full-text query.
impl<T> Params for Param<Match<T>> {
    fn number() -> usize {
        1
    }

    fn numbered(next: &mut RangeFrom<usize>) -> Self {
        Self::new(take(next))
    }
}

impl<V: ColumnType> Params for ParamList<V> {
    fn number() -> usize {
        1
    }

    fn numbered(next: &mut RangeFrom<usize>) -> Self {
        Self::new(take(next))
    }
}

impl Params for () {
    fn number() -> usize {
        0
    }

    fn numbered(_: &mut RangeFrom<usize>) -> Self {}
}

/// What a prepared query with the parameters `A` runs with: a value for a `Param`, something that iterates over values for
/// a `ParamList`, a tuple for a tuple.
///
/// A value is what a column of the type takes: `&str` stands for `String`, and a `V` for an `Option<V>`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let invited_by = db.prepare(|id: Param<Option<i64>>| User::select().filter(User::INVITED_BY_ID.is(id)))?;
/// assert_eq!((invited_by.count(1)?, invited_by.count(None)?), (2, 1));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not what this prepared query takes",
    label = "expected a value for `{A}`",
    note = "one argument is given as it is, several as a tuple in the order of the closure's, none as `()`"
)]
pub trait Arguments<A> {
    /// Appends what is bound.
    #[doc(hidden)]
    fn append(self, arguments: &mut Bindings) -> Result<(), Error>;
}

#[cold]
fn invalid(position: usize, error: EncodeError) -> Error {
    Error::encode(argument_name(position), error)
}

/// How messages name an argument, which is counted from 0.
pub(crate) fn argument_name(position: usize) -> String {
    format!("argument {} of the prepared query", position + 1)
}

#[diagnostic::do_not_recommend]
impl<V: ColumnValue, X: IntoField<V>> Arguments<Param<V>> for X {
    fn append(self, arguments: &mut Bindings) -> Result<(), Error> {
        let value = self.into_field().encode().map_err(|error| invalid(arguments.len(), error))?;
        arguments.push(Binding::Value(value));
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType, X: IntoIterator<Item: IntoValue<V>>> Arguments<ParamList<V>> for X {
    fn append(self, arguments: &mut Bindings) -> Result<(), Error> {
        let values: Result<_, _> = self.into_iter().map(|value| value.into_value().encode()).collect();
        arguments.push(Binding::List(values.map_err(|error| invalid(arguments.len(), error))?));
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl<T, X: IntoMatch<T>> Arguments<Param<Match<T>>> for X {
    fn append(self, arguments: &mut Bindings) -> Result<(), Error> {
        let name = argument_name(arguments.len());
        arguments.push(match self.into_match() {
            ast::Expr::Value(value) => Binding::Value(value),
            ast::Expr::Refused(refusal) => return Err(refused(&name, refusal)),
            _ => return Err(Error::refused(format!("{name} is a parameter, which has no value"))),
        });
        Ok(())
    }
}

#[diagnostic::do_not_recommend]
impl Arguments<()> for () {
    fn append(self, _: &mut Bindings) -> Result<(), Error> {
        Ok(())
    }
}

macro_rules! tuple {
    ($(($param:ident $argument:ident))+) => {
        impl<$($param: Params),+> Params for ($($param,)+) {
            fn number() -> usize {
                0 $(+ $param::number())+
            }

            fn numbered(next: &mut RangeFrom<usize>) -> Self {
                ($($param::numbered(next),)+)
            }
        }

        #[diagnostic::do_not_recommend]
        impl<$($param, $argument: Arguments<$param>),+> Arguments<($($param,)+)> for ($($argument,)+) {
            fn append(self, arguments: &mut Bindings) -> Result<(), Error> {
                #[expect(non_snake_case, reason = "the names of the types serve for the values")]
                let ($($argument,)+) = self;
                $($argument.append(arguments)?;)+
                Ok(())
            }
        }
    };
}

tuple!((A XA));
tuple!((A XA)(B XB));
tuple!((A XA)(B XB)(C XC));
tuple!((A XA)(B XB)(C XC)(D XD));
tuple!((A XA)(B XB)(C XC)(D XD)(E XE));
tuple!((A XA)(B XB)(C XC)(D XD)(E XE)(F XF));
tuple!((A XA)(B XB)(C XC)(D XD)(E XE)(F XF)(G XG));
tuple!((A XA)(B XB)(C XC)(D XD)(E XE)(F XF)(G XG)(H XH));
