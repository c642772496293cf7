//! A decoder behind a pointer, so that running a statement is compiled once and not for each kind of row.
//!
//! A decoder is called once for a statement; the loop over its rows is its own, and knows the cursor.

use std::panic::Location;

use orm_core::ast::KeyList;
use orm_core::engine::{Decoder, Request, Sql, StatementList};
use orm_core::error::Error;
use orm_core::value::Value;

use super::cursor::RowCursor;

/// What a run asks of a decoder.
pub(crate) trait Sink {
    /// As [`Decoder::rows`].
    fn rows(&mut self, statement: usize, sql: &Sql, cursor: &mut RowCursor<'_>) -> Result<(), Error>;

    /// As [`Decoder::changed`].
    fn changed(&mut self, statement: usize, rows: u64);

    /// As [`Decoder::keeps_rows`].
    fn keeps_rows(&self) -> bool;

    /// As [`Decoder::keys`].
    fn keys(&self, list: KeyList) -> Vec<Value>;

    /// Makes the answer and keeps it.
    fn finish(&mut self) -> Result<(), Error>;
}

/// A decoder and, when it has finished, its answer.
struct Taking<'d, D: Decoder> {
    decoder: &'d mut D,
    answer: Option<D::Output>,
}

impl<D: Decoder> Sink for Taking<'_, D> {
    fn rows(&mut self, statement: usize, sql: &Sql, cursor: &mut RowCursor<'_>) -> Result<(), Error> {
        self.decoder.rows(statement, sql, cursor)
    }

    fn changed(&mut self, statement: usize, rows: u64) {
        self.decoder.changed(statement, rows);
    }

    fn keeps_rows(&self) -> bool {
        self.decoder.keeps_rows()
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.decoder.keys(list)
    }

    fn finish(&mut self) -> Result<(), Error> {
        self.answer = Some(self.decoder.finish()?);
        Ok(())
    }
}

/// Runs a request where it is: `run` runs its statements, the second argument says whether any of them writes.
///
/// Whoever called the terminal method is remembered: every method on the way from there to here has `#[track_caller]`.
#[track_caller]
pub(crate) fn decode<D: Decoder>(
    mut request: Result<Request<D>, Error>,
    run: impl FnOnce(&mut StatementList, bool, &mut dyn Sink) -> Result<(), Error>,
) -> Result<D::Output, Error> {
    let caller = Location::caller();
    let Ok(Request { statements, writes, decoder }) = request.as_mut() else {
        return Err(request.err().unwrap_or_else(unfinished).with_caller(caller));
    };
    statements.set_caller(caller);
    let mut taking = Taking { decoder, answer: None };
    if let Err(error) = run(statements, *writes, &mut taking) {
        return Err(error.with_caller(statements.caller().unwrap_or(caller)));
    }
    taking.answer.ok_or_else(unfinished)
}

#[cold]
fn unfinished() -> Error {
    Error::refused("the statements ran and their rows were not read")
}
