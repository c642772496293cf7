//! `IN` a list of values.

use super::operand::Literal;
use super::{Expr, Kind, ParamList, param};
use crate::ast::{self, List};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnType, ColumnValue, EncodeError, IntoValue};

fn in_list<S, K>(operand: ast::Expr, list: Result<List, EncodeError>, negated: bool) -> Expr<S, bool, K> {
    Expr::new(match list {
        Ok(list) => ast::Expr::InList { operand: Box::new(operand), list, negated },
        Err(error) => ast::Expr::Invalid(error, None).meant_for(&operand),
    })
}

/// What `in_list` takes: anything that iterates over values of the base type `B` or over references to them, or the `ParamList` of a
/// prepared query.
///
/// `J` is how it was found, and inferred.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let of = |predicate: Expr<User, bool>| db.select::<User>().filter(predicate).count();
/// assert_eq!(of(User::NAME.in_list(["Ada", "Bob"]))?, 2);
/// assert_eq!(of(User::ID.in_list(1..=2))?, 2);
///
/// let ids = vec![1, 3];
/// assert_eq!(of(User::ID.in_list(&ids))?, 2);
/// assert_eq!(of(User::ID.in_list(ids.iter().filter(|id| **id > 1)))?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a list of `{B}`",
    label = "expected something that iterates over `{B}`"
)]
pub trait ValueList<B, J> {
    /// The list in the untyped tree.
    #[doc(hidden)]
    fn into_list(self) -> Result<List, EncodeError>;
}

#[diagnostic::do_not_recommend]
impl<B: ColumnType, X: IntoIterator<Item: IntoValue<B>>> ValueList<B, Literal> for X {
    fn into_list(self) -> Result<List, EncodeError> {
        let values: Result<_, _> = self.into_iter().map(|value| value.into_value().encode()).collect();
        values.map(List::Values)
    }
}

#[diagnostic::do_not_recommend]
impl<B: ColumnType> ValueList<B, param::Placed> for ParamList<B> {
    fn into_list(self) -> Result<List, EncodeError> {
        Ok(self.list())
    }
}

#[rustfmt::skip]
impl<T: Table, V: ColumnValue> Column<T, V> {
    /// `column IN (..)`: the rows whose column equals one of the values.
    ///
    /// The list is one bound parameter, however long it is, so that the statement's text does not depend on its length and
    /// no limit on parameters applies. An empty list finds nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::ID.in_list([1, 3, 99])).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Ada", "Cleo"]);
    ///
    /// let nobody: Vec<&str> = Vec::new();
    /// assert_eq!(db.select::<User>().filter(User::NAME.in_list(nobody)).count()?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn in_list<S, L: ValueList<V::Base, J>, I, J>(self, values: L) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_list(self.node(), values.into_list(), false)
    }

    /// `column NOT IN (..)`: the rows whose column equals none of the values.
    ///
    /// It is not true where the column is `NULL`. An empty list finds every row in a read, also where the column is `NULL`;
    /// an update or a delete refuses it, so that a list which happens to be empty does not change the whole table.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::ID.not_in_list([1, 3])).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Bob"]);
    ///
    /// let none: [i64; 0] = [];
    /// let refused = db.delete::<User>().filter(User::ID.not_in_list(none)).run();
    /// assert!(refused.is_err_and(|error| error.is_refused()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn not_in_list<S, L: ValueList<V::Base, J>, I, J>(self, values: L) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_list(self.node(), values.into_list(), true)
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K: Kind> Expr<S, V, K> {
    /// `expression IN (..)`: one bound parameter, however long the list. An empty list finds nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::posts().count().in_list([0, 2])).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn in_list<L: ValueList<V::Base, J>, J>(self, values: L) -> Expr<S, bool, K::Part> {
        in_list(self.node, values.into_list(), false)
    }

    /// `expression NOT IN (..)`, not true where the expression is `NULL`. An empty list finds every row in a read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.select::<User>().filter(User::posts().count().not_in_list([0, 2])).columns(User::NAME).all()?;
    /// assert_eq!(users, ["Bob"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn not_in_list<L: ValueList<V::Base, J>, J>(self, values: L) -> Expr<S, bool, K::Part> {
        in_list(self.node, values.into_list(), true)
    }
}
