//! The rows of a running statement.

use std::cell::Cell;

use orm_core::engine::{Cursor, Sql};
use orm_core::error::Error;
use orm_core::value::{Row, ValueRef};

use super::RawStatement;
use crate::deadline::Watched;
use crate::error;

/// A running statement, which is also the row that it stands on.
pub(crate) struct RowCursor<'s> {
    statement: &'s mut RawStatement,
    sql: &'s Sql,
    width: usize,
    watched: &'s Watched,
    /// Whether it has stood on a row.
    started: bool,
    /// Whether a row needs a look at more than its values: the first, and each while somebody looks at the connection.
    looks: bool,
    /// How many rows it has stood on, if they are counted, which takes a row too much time where nobody listens.
    rows: Option<u64>,
    ended: bool,
    /// Whether SQLite had no memory to show a value.
    lost: Cell<bool>,
}

impl<'s> RowCursor<'s> {
    /// Starts the statement, whose parameters are bound.
    #[inline]
    pub(super) fn new(statement: &'s mut RawStatement, sql: &'s Sql, watched: &'s Watched, counts: bool) -> Self {
        let (width, lost) = (statement.width(), Cell::new(false));
        Self {
            statement,
            sql,
            width,
            watched,
            started: false,
            looks: true,
            rows: counts.then_some(0),
            ended: false,
            lost,
        }
    }

    /// Looks at what a row needs besides its values. A closure may take its time with each row, of which SQLite knows nothing.
    fn look(&mut self) -> Result<(), Error> {
        if !self.started {
            self.started = true;
            self.check_width()?;
        }
        self.rows = self.rows.map(|rows| rows + 1);
        self.looks = self.rows.is_some() || self.watched.is_on();
        self.watched.check().map_err(|error| error.with_sql(&self.sql.text))
    }

    /// SQLite prepares a statement anew at its first step if a table has changed: its rows may then have other columns than
    /// the decoder was told of.
    #[inline]
    fn check_width(&self) -> Result<(), Error> {
        let now = self.statement.width();
        if self.width == now { Ok(()) } else { Err(changed(self.width, now, self.sql)) }
    }

    /// Whether nobody has stepped yet.
    pub(super) const fn is_unread(&self) -> bool {
        !self.started && !self.ended
    }

    /// How many rows were read, if they are counted.
    pub(super) fn rows(&self) -> u64 {
        self.rows.unwrap_or_default()
    }

    /// Steps to the end, also if nobody has stepped yet.
    pub(super) fn drain(&mut self) -> Result<(), Error> {
        while !self.ended {
            self.advance()?;
        }
        self.finish()
    }

    /// Says whether all values were shown.
    #[inline]
    pub(super) fn finish(&self) -> Result<(), Error> {
        if self.lost.get() { Err(lost(self.sql)) } else { Ok(()) }
    }
}

#[cold]
fn changed(width: usize, now: usize, sql: &Sql) -> Error {
    let message = format!("a table has changed: the statement gave {width} columns and now gives {now}; run it again");
    Error::refused(message).with_sql(&sql.text)
}

#[cold]
fn lost(sql: &Sql) -> Error {
    error::running(RawStatement::out_of_memory(), &sql.text)
}

impl Cursor for RowCursor<'_> {
    type Row = Self;

    #[inline]
    fn width(&self) -> usize {
        self.width
    }

    #[inline]
    fn advance(&mut self) -> Result<Option<&Self>, Error> {
        // A step behind the last row would run the statement again.
        if self.ended {
            return Ok(None);
        }
        match self.statement.step() {
            Ok(true) => {
                if self.looks {
                    self.look()?;
                }
                Ok(Some(self))
            }
            Ok(false) => {
                self.ended = true;
                Ok(None)
            }
            Err(error) => {
                self.ended = true;
                Err(error::running(error, &self.sql.text))
            }
        }
    }
}

impl Row for RowCursor<'_> {
    #[inline]
    fn value(&self, index: usize) -> ValueRef<'_> {
        self.statement.value(index).unwrap_or_else(|| {
            self.lost.set(true);
            ValueRef::Null
        })
    }

    #[inline]
    fn is_null(&self, index: usize) -> bool {
        self.statement.is_null(index)
    }

    #[inline]
    fn integer(&self, index: usize) -> Option<i64> {
        self.statement.integer(index)
    }

    #[inline]
    fn real(&self, index: usize) -> Option<f64> {
        self.statement.real(index)
    }

    #[inline]
    fn text(&self, index: usize) -> Option<&str> {
        self.statement.text(index)
    }
}
