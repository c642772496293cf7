//! The rows of a page, and the places at which it begins and ends.

use std::mem;

use super::CursorPage;
use super::cursor::{self, Place};
use crate::ast::KeyList;
use crate::engine::{Cursor, Decoder, Sql};
use crate::error::Error;
use crate::value::{Decode, DecodeError, Row, Value, ValueRef};

/// Another decoder, to which the rows of the page are shown without the columns of the order.

#[derive(Debug)]
pub(crate) struct PageOf<X> {
    pub(super) inner: X,
    pub(super) hash: u64,
    pub(super) size: u64,
    /// How many columns the rows have for the inner decoder.
    pub(super) width: usize,
    /// How many terms the order has; their columns follow.
    pub(super) terms: usize,
    pub(super) backward: bool,
    /// The statement that tells whether there are rows on the other side of the cursor.
    pub(super) other_side: Option<usize>,
    pub(super) seen: Seen,
}

/// What is known of the page after its rows are read.
#[derive(Debug, Default)]
pub(super) struct Seen {
    first: Option<Vec<Value>>,
    last: Option<Vec<Value>>,
    more: bool,
    other_side: bool,
}

/// A value of the order as it is stored, whatever its type.
struct Stored(Value);

impl Decode for Stored {
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        Ok(Self(match value {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(integer) => Value::Integer(integer),
            ValueRef::Real(real) => Value::Real(real),
            ValueRef::Text(_) => Value::Text(String::decode(value)?),
            ValueRef::Blob(bytes) => Value::Blob(bytes.to_vec()),
        }))
    }
}

/// The rows of the page, of which the order's values are noted.
struct Noting<'a, C> {
    cursor: &'a mut C,
    sql: &'a Sql,
    seen: &'a mut Seen,
    left: u64,
    width: usize,
    terms: usize,
}

impl<C: Cursor> Cursor for Noting<'_, C> {
    type Row = C::Row;

    fn width(&self) -> usize {
        self.width
    }

    fn advance(&mut self) -> Result<Option<&C::Row>, Error> {
        if self.seen.more {
            return Ok(None);
        }
        let row = self.cursor.advance()?;
        if self.left == 0 {
            self.seen.more = row.is_some();
            return Ok(None);
        }
        if let Some(row) = row {
            self.left -= 1;
            let values = (self.width..self.width + self.terms).map(|index| row.get(index).map(|Stored(value)| value));
            let values: Vec<_> = values.collect::<Result<_, _>>().map_err(|error| self.sql.decode_error(error))?;
            self.seen.first.get_or_insert_with(|| values.clone());
            self.seen.last = Some(values);
        }
        Ok(row)
    }
}

impl<R, X: Decoder<Output = Vec<R>>> Decoder for PageOf<X> {
    type Output = CursorPage<R>;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        if self.other_side == Some(statement) {
            if let Some(row) = cursor.advance()? {
                self.seen.other_side = row.get(0).map_err(|error| sql.decode_error(error))?;
            }
            return Ok(());
        }
        if statement > 0 {
            return self.inner.rows(statement, sql, cursor);
        }
        let (seen, width, terms) = (&mut self.seen, self.width, self.terms);
        let mut noting = Noting { cursor, sql, seen, left: self.size, width, terms };
        self.inner.rows(statement, sql, &mut noting)
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.inner.keys(list)
    }

    fn finish(&mut self) -> Result<CursorPage<R>, Error> {
        let mut rows = self.inner.finish()?;
        let Seen { mut first, mut last, more, other_side } = mem::take(&mut self.seen);
        let (mut before, mut behind) = (other_side, more);
        if self.backward {
            rows.reverse();
            (first, last) = (last, first);
            (before, behind) = (more, other_side);
        }
        let cursor = |there: bool, values: Option<Vec<Value>>, edge| {
            there.then(|| cursor::write(&values.map_or(edge, Place::Row), self.hash))
        };
        // A page without rows lies behind all rows, or before them.
        Ok(CursorPage { next: cursor(behind, last, Place::Start), previous: cursor(before, first, Place::End), rows })
    }
}
