//! A lowered statement: text, parameters, and what its rows show.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Binding, KeyList};
use crate::ast::{ColumnRef, Reading};
use crate::error::Error;
use crate::query::argument_name;
use crate::schema::RustValue;
use crate::value::{DecodeError, Value};

/// A lowered statement: what `to_sql` gives.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Param;
/// use orm_sqlite::value::Value;
///
/// let sql = Tag::select().filter(Tag::NAME.eq("math")).to_sql()?;
/// assert_eq!(&*sql.text, r#"SELECT "tags"."id", "tags"."name" FROM "tags" WHERE "tags"."name" = ?"#);
/// assert_eq!(sql.params, [Param::Value(Value::Text("math".to_owned()))]);
/// assert_eq!(sql.labels.len(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Sql {
    /// The text.
    pub text: Arc<str>,
    /// The parameters, in the order of their `?`.
    pub params: Vec<Param>,
    /// What stands in each column of a row, for messages; empty if the statement returns no rows.
    pub labels: Arc<[Label]>,
}

impl Sql {
    /// The statement with the arguments of a prepared query in their places.
    #[doc(hidden)]
    pub fn bind(&self, arguments: &[Binding]) -> Result<Self, Error> {
        let bound = self.params.iter().map(|param| match param {
            Param::Argument(place) => match self.argument(*place, arguments)?.into_owned() {
                Binding::Value(value) => Ok(Param::Value(value)),
                Binding::List(values) => Ok(Param::List(values)),
            },
            other => Ok(other.clone()),
        });
        Ok(Self { text: self.text.clone(), params: bound.collect::<Result<_, _>>()?, labels: self.labels.clone() })
    }

    /// What is bound to the place of an argument.
    ///
    /// # Errors
    ///
    /// When it is an empty list where that would be every row, a text that cannot be read as the place reads it, or no argument
    /// at all.
    #[doc(hidden)]
    pub fn argument<'a>(&self, place: Argument, arguments: &'a [Binding]) -> Result<Cow<'a, Binding>, Error> {
        let Some(argument) = arguments.get(place.index) else { return Err(unprepared(&self.text)) };
        if place.never_empty && argument.is_empty_list() {
            return Err(empty_list(&self.text));
        }
        match place.reading {
            None => Ok(Cow::Borrowed(argument)),
            Some(reading) => {
                let read = reading.argument(argument, || argument_name(place.index));
                read.map(Cow::Owned).map_err(|error| error.with_sql(&self.text))
            }
        }
    }

    /// Adds the place to a value that could not be decoded.
    #[cold]
    pub(crate) fn decode_error(&self, error: DecodeError) -> Error {
        let place = match self.labels.get(error.index()) {
            Some(Label::Column { table, column }) => format!("{table}.{column}"),
            Some(Label::Expr) | None => format!("column {} of the result", error.index() + 1),
        };
        Error::decode(place, error).with_sql(&self.text)
    }
}

/// What stands in one column of a row.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Label;
///
/// let sql = Tag::select().columns((Tag::NAME, Tag::ID.add(1))).to_sql()?;
/// assert_eq!(*sql.labels, [Label::Column { table: "tags", column: "name" }, Label::Expr]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// A column of a table.
    Column {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// Something computed.
    Expr,
}

/// A parameter of a statement.
///
/// # Example: an `IN` list is one parameter
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::engine::Param;
/// use orm_sqlite::value::Value;
///
/// let sql = Tag::select().filter(Tag::ID.in_list([1, 2])).to_sql()?;
/// assert_eq!(sql.params, [Param::List(vec![Value::Integer(1), Value::Integer(2)])]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Param {
    /// One value.
    Value(Value),
    /// A list of values in one parameter.
    List(Vec<Value>),
    /// The list of keys that an earlier statement found.
    Keys(KeyList),
    /// A value that the program makes each time the statement runs: `default_fn`, `on_update_fn`.
    Call(ValueFn),
    /// An argument of a prepared query, which stands in no statement that runs: an engine refuses it.
    Argument(Argument),
}

/// A function of the program that makes a value: `default_fn`, `on_update_fn`.
///
/// An engine calls it when the statement runs, once for each place.
///
/// # Example
///
/// ```
/// use orm_sqlite::engine::Param;
/// use orm_sqlite::prelude::*;
/// use orm_sqlite::value::Value;
///
/// #[derive(Table)]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     #[column(default_fn = stamp)]
///     stamp: i64,
/// }
///
/// fn stamp() -> i64 {
///     42
/// }
///
/// let sql = Note::insert(NewNote::builder().id(1).build()).to_sql()?;
/// assert!(matches!(&sql[0].params[1], Param::Call(call) if call.value()? == Value::Integer(42)));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ValueFn {
    pub(crate) column: ColumnRef,
    pub(crate) function: RustValue,
}

impl ValueFn {
    /// Calls the function.
    ///
    /// # Errors
    ///
    /// When the value cannot be stored; the error names `table.column`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::engine::Param;
    ///
    /// fn number_of_calls(params: &[Param]) -> Result<usize, orm_sqlite::Error> {
    ///     let mut calls = 0;
    ///     for param in params {
    ///         if let Param::Call(call) = param {
    ///             call.value()?;
    ///             calls += 1;
    ///         }
    ///     }
    ///     Ok(calls)
    /// }
    /// assert_eq!(number_of_calls(&Tag::select().to_sql()?.params)?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn value(&self) -> Result<Value, Error> {
        self.function.value().map_err(|error| Error::encode(self.column.path(), error))
    }
}

/// The place of an argument in a prepared query.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::engine::Param as Bound;
///
/// let named = db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name)))?;
/// let sql = named.to_sql();
/// assert!(matches!(&sql[0].params[0], Bound::Argument(argument) if argument.index() == 0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Argument {
    pub(crate) index: usize,
    /// An empty list here would turn the filter of a write into every row.
    pub(crate) never_empty: bool,
    /// What is made of a text here.
    pub(crate) reading: Option<Reading>,
}

impl Argument {
    /// Which argument it is, counted from 0.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::engine::Param as Bound;
    ///
    /// let between = db.prepare(|low: Param<i64>, high: Param<i64>| User::select().filter(User::ID.between(low, high)))?;
    /// let sql = between.to_sql();
    /// let indexes = sql[0].params.iter().map(|param| match param {
    ///     Bound::Argument(argument) => Some(argument.index()),
    ///     _ => None,
    /// });
    /// assert_eq!(indexes.collect::<Vec<_>>(), [Some(0), Some(1)]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Whether it is this argument, whatever its value.
    #[doc(hidden)]
    pub const fn is_plain(self, index: usize) -> bool {
        self.index == index && !self.never_empty && self.reading.is_none()
    }
}

#[cold]
fn unprepared(sql: &str) -> Error {
    let reason =
        "a parameter of a prepared query stands in a statement that is not prepared: `prepare` gives it a value";
    Error::refused(reason).with_sql(sql)
}

#[cold]
fn empty_list(sql: &str) -> Error {
    let reason = "an argument is an empty list, which would turn the filter of this write into every row; `all_rows()` says \
                  that every row is meant";
    Error::refused(reason).with_sql(sql)
}
