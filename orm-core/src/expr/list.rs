//! `IN` a list of values.

use super::Expr;
use crate::ast::{self, List};
use crate::column::Column;
use crate::scope::{InScope, Of};
use crate::table::Table;
use crate::value::{ColumnValue, Encode, IntoValue};

fn in_list<B: Encode, R: IntoValue<B>, S, K>(
    operand: ast::Expr,
    values: impl IntoIterator<Item = R>,
    negated: bool,
) -> Expr<S, bool, K> {
    let values: Result<Vec<_>, _> = values.into_iter().map(|value| value.into_value().encode()).collect();
    Expr::new(match values {
        Ok(values) => ast::Expr::InList { operand: Box::new(operand), list: List::Values(values), negated },
        Err(error) => ast::Expr::Invalid(error, None).meant_for(&operand),
    })
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
    pub fn in_list<S, R: IntoValue<V::Base>, I>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_list(self.node(), values, false)
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
    pub fn not_in_list<S, R: IntoValue<V::Base>, I>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool> where Of<T>: InScope<T, S, I> {
        in_list(self.node(), values, true)
    }
}

#[rustfmt::skip]
impl<S, V: ColumnValue, K> Expr<S, V, K> {
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
    pub fn in_list<R: IntoValue<V::Base>>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool, K> {
        in_list(self.node, values, false)
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
    pub fn not_in_list<R: IntoValue<V::Base>>(self, values: impl IntoIterator<Item = R>) -> Expr<S, bool, K> {
        in_list(self.node, values, true)
    }
}
