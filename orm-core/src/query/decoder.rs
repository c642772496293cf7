//! What the terminal methods make of rows.

use std::marker::PhantomData;
use std::mem;
use std::ops::ControlFlow;

use super::step::Step;
use crate::ast::KeyList;
use crate::engine::{Cursor, Decoder, Sql};
use crate::error::Error;
use crate::value::{FromRow, Row, Value};

/// Reads one row as an `R`.
#[inline]
pub(crate) fn read<R: FromRow>(row: &impl Row, sql: &Sql) -> Result<R, Error> {
    R::from_row(row, 0).map_err(|error| sql.decode_error(error))
}

/// Asks, once per statement, that its rows are as wide as an `R`: only a raw statement can differ.
#[inline]
pub(crate) fn check_width<R: FromRow>(cursor: &impl Cursor, sql: &Sql) -> Result<(), Error> {
    let (given, taken) = (cursor.width(), R::width());
    if given == taken { Ok(()) } else { Err(wrong_width(given, taken, sql)) }
}

#[cold]
fn wrong_width(given: usize, taken: usize, sql: &Sql) -> Error {
    let columns = if given == 1 { "column" } else { "columns" };
    Error::refused(format!("the statement gives {given} {columns}, the row type takes {taken}")).with_sql(&sql.text)
}

/// All rows.
#[doc(hidden)]
#[derive(Debug)]
pub struct All<R>(Vec<R>);

impl<R> All<R> {
    pub(crate) const fn new() -> Self {
        Self(Vec::new())
    }
}

impl<R: FromRow> Decoder for All<R> {
    type Output = Vec<R>;

    fn rows<C: Cursor>(&mut self, _: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        check_width::<R>(cursor, sql)?;
        while let Some(row) = cursor.advance()? {
            self.0.push(read(row, sql)?);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<R>, Error> {
        Ok(mem::take(&mut self.0))
    }
}

/// The first row, if there is one.
#[doc(hidden)]
#[derive(Debug)]
pub struct First<R>(Option<R>);

impl<R> First<R> {
    pub(crate) const fn new() -> Self {
        Self(None)
    }
}

impl<R: FromRow> Decoder for First<R> {
    type Output = Option<R>;

    fn rows<C: Cursor>(&mut self, _: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        check_width::<R>(cursor, sql)?;
        if self.0.is_none()
            && let Some(row) = cursor.advance()?
        {
            self.0 = Some(read(row, sql)?);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Option<R>, Error> {
        Ok(self.0.take())
    }
}

/// The first row, which must be there.
pub(crate) type One<R> = Must<First<R>>;

impl<R> One<R> {
    /// `table` names the rows in the error.
    pub(crate) const fn new(table: &'static str) -> Self {
        Self { row: First::new(), table }
    }
}

/// Rows shown one at a time.
pub(crate) struct ForEach<R, F> {
    each: F,
    rows: PhantomData<fn() -> R>,
}

impl<R, F> ForEach<R, F> {
    pub(crate) const fn new(each: F) -> Self {
        Self { each, rows: PhantomData }
    }
}

impl<R: FromRow, T: Step, F: FnMut(R) -> T> Decoder for ForEach<R, F> {
    type Output = ();

    fn rows<C: Cursor>(&mut self, _: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        check_width::<R>(cursor, sql)?;
        while let Some(row) = cursor.advance()? {
            if let ControlFlow::Break(()) = (self.each)(read(row, sql)?).step()? {
                break;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// The number of rows that statements changed.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct Changes(u64);

impl Decoder for Changes {
    type Output = u64;

    fn rows<C: Cursor>(&mut self, _: usize, _: &Sql, cursor: &mut C) -> Result<(), Error> {
        while cursor.advance()?.is_some() {}
        Ok(())
    }

    fn changed(&mut self, _: usize, rows: u64) {
        self.0 += rows;
    }

    fn finish(&mut self) -> Result<u64, Error> {
        Ok(self.0)
    }
}

/// Another decoder, for a write of which rows may stay though a later one fails.
#[doc(hidden)]
#[derive(Debug)]
pub struct Keeping<X> {
    inner: X,
    terms: Terms,
    changed: u64,
}

/// What is said of a write as a whole.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Terms {
    /// Rows stay that were written before one that breaks a constraint.
    pub(crate) keeps_rows: bool,
    /// The table whose row must have had the version that was read, if one was named.
    pub(crate) versioned: Option<&'static str>,
}

impl From<bool> for Terms {
    fn from(keeps_rows: bool) -> Self {
        Self { keeps_rows, versioned: None }
    }
}

impl<X> Keeping<X> {
    pub(crate) fn new(inner: X, terms: impl Into<Terms>) -> Self {
        Self { inner, terms: terms.into(), changed: 0 }
    }
}

impl<X: Decoder> Decoder for Keeping<X> {
    type Output = X::Output;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.inner.rows(statement, sql, cursor)
    }

    fn changed(&mut self, statement: usize, rows: u64) {
        self.changed += rows;
        self.inner.changed(statement, rows);
    }

    fn keeps_rows(&self) -> bool {
        self.terms.keeps_rows
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.inner.keys(list)
    }

    fn finish(&mut self) -> Result<X::Output, Error> {
        match self.terms.versioned {
            Some(table) if self.changed == 0 => Err(Error::conflict(table)),
            _ => self.inner.finish(),
        }
    }
}

/// The lines of a query plan.
#[derive(Debug, Default)]
pub(crate) struct Plan(Vec<String>);

impl Decoder for Plan {
    type Output = Vec<String>;

    fn rows<C: Cursor>(&mut self, _: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        // `id, parent, notused, detail`: https://sqlite.org/eqp.html
        while let Some(row) = cursor.advance()? {
            self.0.push(row.get(3).map_err(|error| sql.decode_error(error))?);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Vec<String>, Error> {
        Ok(mem::take(&mut self.0))
    }
}

/// The first of the rows that another decoder gives.
#[doc(hidden)]
#[derive(Debug)]
pub struct FirstOf<X>(pub(crate) X);

impl<T, X: Decoder<Output = Vec<T>>> Decoder for FirstOf<X> {
    type Output = Option<T>;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.0.rows(statement, sql, cursor)
    }

    fn changed(&mut self, statement: usize, rows: u64) {
        self.0.changed(statement, rows);
    }

    fn keeps_rows(&self) -> bool {
        self.0.keeps_rows()
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.0.keys(list)
    }

    fn finish(&mut self) -> Result<Option<T>, Error> {
        Ok(self.0.finish()?.into_iter().next())
    }
}

/// The row that another decoder may give, which must be there.
pub(crate) struct Must<X> {
    pub(crate) row: X,
    pub(crate) table: &'static str,
}

impl<T, X: Decoder<Output = Option<T>>> Decoder for Must<X> {
    type Output = T;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.row.rows(statement, sql, cursor)
    }

    fn changed(&mut self, statement: usize, rows: u64) {
        self.row.changed(statement, rows);
    }

    fn keeps_rows(&self) -> bool {
        self.row.keeps_rows()
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.row.keys(list)
    }

    fn finish(&mut self) -> Result<T, Error> {
        self.row.finish()?.ok_or_else(|| no_row(self.table))
    }
}

#[cold]
fn no_row(table: &str) -> Error {
    Error::not_found(format!("no row of `{table}` was found"))
}
