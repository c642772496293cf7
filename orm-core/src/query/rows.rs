//! Rows one at a time: borrowed from the statement, or as an iterator that lives as long as a closure.

use std::fmt;
use std::marker::PhantomData;
use std::ops::ControlFlow;

use super::decoder::{check_width, read};
use super::step::Step;
use crate::engine::{Cursor, Decoder, Sql};
use crate::error::Error;
use crate::value::{BorrowRow, FromRow};

/// The rows of a running select, inside of the closure that `iterate` takes.
///
/// It reads a row when it is asked for one, and ends at the first error. What is not asked for is not read.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query::Rows;
///
/// fn first_names(rows: Rows<'_, User>) -> Result<Vec<String>, orm_sqlite::Error> {
///     rows.take(2).map(|user| Ok(user?.name)).collect()
/// }
/// assert_eq!(db.select::<User>().order_by(User::ID).iterate(first_names)?, ["Ada", "Bob"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Rows<'c, R> {
    next: &'c mut dyn FnMut() -> Option<Result<R, Error>>,
    ended: bool,
}

impl<R> Iterator for Rows<'_, R> {
    type Item = Result<R, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let row = (self.next)();
        self.ended = !matches!(row, Some(Ok(_)));
        row
    }
}

impl<R> std::iter::FusedIterator for Rows<'_, R> {}

impl<R> fmt::Debug for Rows<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rows").field("ended", &self.ended).finish_non_exhaustive()
    }
}

/// Gives the rows to a closure as an iterator.
pub(crate) struct Iterate<R, F, X> {
    read: Option<F>,
    answer: Option<X>,
    rows: PhantomData<fn() -> R>,
}

impl<R, F, X> Iterate<R, F, X> {
    pub(crate) const fn new(read: F) -> Self {
        Self { read: Some(read), answer: None, rows: PhantomData }
    }
}

impl<R: FromRow, X, F: FnOnce(Rows<'_, R>) -> Result<X, Error>> Decoder for Iterate<R, F, X> {
    type Output = X;

    fn rows<C: Cursor>(&mut self, _: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        check_width::<R>(cursor, sql)?;
        let mut next = || match cursor.advance() {
            Ok(row) => row.map(|row| read(row, sql)),
            Err(error) => Some(Err(error)),
        };
        if let Some(with) = self.read.take() {
            self.answer = Some(with(Rows { next: &mut next, ended: false })?);
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<X, Error> {
        self.answer.take().ok_or_else(|| Error::refused("the engine ran no statement"))
    }
}

/// Shows each row to a closure, borrowed.
pub(crate) struct ForEachRef<R, F> {
    each: F,
    rows: PhantomData<fn() -> R>,
}

impl<R, F> ForEachRef<R, F> {
    pub(crate) const fn new(each: F) -> Self {
        Self { each, rows: PhantomData }
    }
}

impl<R: BorrowRow, T: Step, F: FnMut(R::Ref<'_>) -> T> Decoder for ForEachRef<R, F> {
    type Output = ();

    fn rows<C: Cursor>(&mut self, _: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        check_width::<R>(cursor, sql)?;
        while let Some(row) = cursor.advance()? {
            let row = R::borrow_row(row, 0).map_err(|error| sql.decode_error(error))?;
            if let ControlFlow::Break(()) = (self.each)(row).step()? {
                break;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Error> {
        Ok(())
    }
}
