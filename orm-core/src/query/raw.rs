//! Raw SQL: text that is part of the program, with bound values.

use std::fmt;

use super::decoder::{All, Changes, First, ForEach, One};
use super::step::Step;
use crate::column::Column;
use crate::engine::{Decoder, Engine, LocalEngine, Request, Sql};
use crate::error::Error;
use crate::sql;
use crate::table::Table;
use crate::value::{ColumnType, Encode, EncodeError, FromRow, Value};

/// A raw statement, made by `sql!`.
#[must_use = "a statement does nothing until a method such as `all` runs it"]
#[derive(Clone)]
pub struct Raw {
    fragments: Vec<Fragment>,
}

/// A part of a raw statement.
#[derive(Debug, Clone)]
pub enum Fragment {
    /// Text of the program.
    Text(&'static str),
    /// A value to bind.
    Value(Result<Value, EncodeError>),
    /// A name to quote.
    Name(&'static str),
}

/// What may stand between braces in `sql!`: a value, which is bound, or a column, whose name is quoted.
#[diagnostic::on_unimplemented(message = "`{Self}` cannot stand in `sql!`", label = "expected a value or a column")]
pub trait Argument {
    /// The part of the statement.
    fn fragment(&self) -> Fragment;
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType + Clone> Argument for V {
    fn fragment(&self) -> Fragment {
        Fragment::Value(self.clone().encode())
    }
}

#[diagnostic::do_not_recommend]
impl<V: ColumnType + Clone> Argument for Option<V> {
    fn fragment(&self) -> Fragment {
        Fragment::Value(self.clone().encode())
    }
}

#[diagnostic::do_not_recommend]
impl Argument for &str {
    fn fragment(&self) -> Fragment {
        Fragment::Value(Ok(Value::Text((*self).to_owned())))
    }
}

#[diagnostic::do_not_recommend]
impl Argument for &String {
    fn fragment(&self) -> Fragment {
        Fragment::Value(Ok(Value::Text((*self).clone())))
    }
}

#[diagnostic::do_not_recommend]
impl<T: Table, V: 'static> Argument for Column<T, V> {
    fn fragment(&self) -> Fragment {
        Fragment::Name(self.name())
    }
}

impl Raw {
    /// A statement of these parts.
    #[doc(hidden)]
    pub fn new(fragments: impl Into<Vec<Fragment>>) -> Self {
        Self { fragments: fragments.into() }
    }

    /// The text and the parameters.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound.
    pub fn to_sql(&self) -> Result<Sql, Error> {
        sql::raw(&self.fragments)
    }

    fn request<X: Decoder>(&self, decoder: X) -> Result<Request<X>, Error> {
        Ok(Request { statements: vec![self.to_sql()?], writes: true, decoder })
    }

    /// All rows.
    pub fn all<R: FromRow, D: Engine>(self, db: D) -> D::Output<Vec<R>> {
        db.run(self.request(All::new()))
    }

    /// The first row, or `None`.
    pub fn get<R: FromRow, D: Engine>(self, db: D) -> D::Output<Option<R>> {
        db.run(self.request(First::new()))
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true.
    pub fn one<R: FromRow, D: Engine>(self, db: D) -> D::Output<R> {
        db.run(self.request(One::new("the raw statement")))
    }

    /// Runs a statement without rows, and gives the number of rows it changed.
    pub fn run<D: Engine>(self, db: D) -> D::Output<u64> {
        db.run(self.request(Changes::default()))
    }

    /// Shows one row at a time to a closure, which may stop early.
    ///
    /// # Errors
    ///
    /// What the statement or the closure fails with.
    pub fn for_each<R: FromRow, T: Step, D: LocalEngine>(self, db: D, each: impl FnMut(R) -> T) -> Result<(), Error> {
        db.run_local(self.request(ForEach::new(each)))
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.fragments.iter().map(|fragment| match fragment {
                Fragment::Text(text) | Fragment::Name(text) => text,
                Fragment::Value(_) => "?",
            }))
            .finish()
    }
}
