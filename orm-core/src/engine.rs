//! What an engine must offer.
//!
//! A terminal method of a builder lowers its tree to a [`Request`]: a list of statements, which an engine runs in one
//! snapshot, and a decoder that takes their rows. That is all that an engine sees. A statement may bind, as a list, the
//! keys that the decoder found in the rows of an earlier one; a remote engine can resolve the same list by itself,
//! because [`KeyList`] says in which column of which statement the keys stand.

use std::sync::Arc;

use crate::ast::KeyList;
use crate::error::Error;
use crate::value::{DecodeError, Row, Value};

/// A handle on which builders run: a database, a transaction.
///
/// `Output` decides how an answer arrives: at once as a `Result`, or later as a future.
#[diagnostic::on_unimplemented(
    message = "this query is not bound to a database",
    label = "start from `db.select::<..>()` or bind it with `.using(&db)`"
)]
pub trait Engine: Sized {
    /// How an answer of type `T` arrives.
    type Output<T: Send + 'static>;

    /// Runs the request; an error of lowering arrives in the same way as the engine's own.
    fn run<D>(self, request: Result<Request<D>, Error>) -> Self::Output<D::Output>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static;

    /// What the engine's SQLite allows.
    fn limits(&self) -> Limits {
        Limits::default()
    }
}

/// An engine in this process, which can show a row to a closure while it stands on it.
pub trait LocalEngine: Engine {
    /// Runs the request on this thread.
    ///
    /// # Errors
    ///
    /// What lowering, the engine or the decoder fail with.
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>;
}

/// What an engine's SQLite allows: <https://sqlite.org/limits.html>.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// How many parameters one statement may bind.
    pub variables: usize,
}

impl Default for Limits {
    /// SQLite's own defaults.
    fn default() -> Self {
        Self { variables: 32_766 }
    }
}

/// A list of statements and the decoder of their rows.
#[derive(Debug)]
pub struct Request<D> {
    /// The statements, in order.
    pub statements: Vec<Sql>,
    /// Whether any of them writes, so that several need a write transaction.
    pub writes: bool,
    /// What takes the rows.
    pub decoder: D,
}

/// A lowered statement.
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
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// One value.
    Value(Value),
    /// A list of values in one parameter.
    List(Vec<Value>),
    /// The list of keys that an earlier statement found.
    Keys(KeyList),
}

/// A row after another.
pub trait Cursor {
    /// The row on which the cursor stands.
    type Row: Row;

    /// How many columns a row has.
    fn width(&self) -> usize;

    /// The next row, if there is one.
    ///
    /// # Errors
    ///
    /// What the engine fails with.
    fn advance(&mut self) -> Result<Option<&Self::Row>, Error>;
}

/// What takes the rows of a request's statements.
pub trait Decoder {
    /// What becomes of them.
    type Output;

    /// Takes the rows of a statement.
    ///
    /// # Errors
    ///
    /// What the cursor fails with, and a value that does not fit its type.
    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error>;

    /// Learns how many rows a statement changed.
    fn changed(&mut self, rows: u64) {
        let _ = rows;
    }

    /// The keys that a later statement binds.
    fn keys(&self, list: KeyList) -> Vec<Value> {
        let _ = list;
        Vec::new()
    }

    /// The answer, after the last statement.
    ///
    /// # Errors
    ///
    /// When a row is missing.
    fn finish(self) -> Result<Self::Output, Error>;
}

/// The handle of a builder without a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unbound;
