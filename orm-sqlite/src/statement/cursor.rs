//! The rows of a running statement.

use orm_core::engine::Cursor;
use orm_core::error::Error;
use orm_core::value::{Row, ValueRef};
use rusqlite::fallible_streaming_iterator::FallibleStreamingIterator;
use rusqlite::{CachedStatement, Rows};

use crate::{convert, error};

/// A running statement, which is also the row that it stands on.
pub(super) struct RowCursor<'s> {
    rows: Rows<'s>,
    width: usize,
    started: bool,
    ended: bool,
    sql: &'s str,
}

impl<'s> RowCursor<'s> {
    /// Starts the statement, whose parameters are bound.
    pub(super) fn new(statement: &'s mut CachedStatement<'_>, sql: &'s str) -> Self {
        let width = statement.column_count();
        Self { rows: statement.raw_query(), width, started: false, ended: false, sql }
    }

    /// SQLite prepares a statement anew at its first step if a table has changed: its rows may then have other columns than
    /// the decoder was told of.
    fn check_width(&self) -> Result<(), Error> {
        let width = self.rows.get().map_or(self.width, |row| row.as_ref().column_count());
        if width == self.width {
            return Ok(());
        }
        let message = format!(
            "a table has changed: the statement gave {} columns and now gives {width}; run it again",
            self.width
        );
        Err(Error::refused(message).with_sql(self.sql))
    }

    /// Steps to the end, also if nobody has stepped yet.
    pub(super) fn drain(&mut self) -> Result<(), Error> {
        while !self.ended {
            self.advance()?;
        }
        Ok(())
    }
}

impl Cursor for RowCursor<'_> {
    type Row = Self;

    fn width(&self) -> usize {
        self.width
    }

    #[inline]
    fn advance(&mut self) -> Result<Option<&Self>, Error> {
        let stepped = self.rows.advance();
        self.ended = stepped.is_err() || self.rows.get().is_none();
        match stepped {
            Ok(()) if self.ended => Ok(None),
            Ok(()) => {
                if !self.started {
                    self.started = true;
                    self.check_width()?;
                }
                Ok(Some(self))
            }
            Err(error) => Err(error::running(error, self.sql)),
        }
    }
}

impl Row for RowCursor<'_> {
    #[inline]
    fn value(&self, index: usize) -> ValueRef<'_> {
        let Some(Ok(value)) = self.rows.get().map(|row| row.get_ref(index)) else { return ValueRef::Null };
        convert::shown(value)
    }
}
