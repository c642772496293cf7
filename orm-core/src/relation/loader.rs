//! The decoder of a load.

use super::plan::Plan;
use super::slot::Slots;
use super::tree::LoadQuery;
use crate::ast::{KeyList, Select};
use crate::engine::{Cursor, Decoder, Request, Sql};
use crate::error::Error;
use crate::value::{FromRow, Value};

/// Takes the rows of all levels and gives the assembled rows of the first.
pub(super) struct Loader<Q: LoadQuery> {
    rows: Vec<Q::Read>,
    slots: Q::Slots,
}

/// The statements and the decoder of a load.
pub(super) fn request<Q: LoadQuery>(mut select: Select, mut slots: Q::Slots) -> Result<Request<Loader<Q>>, Error> {
    let mut plan = Plan::default();
    slots.find_keys(&mut select.columns);
    let root = plan.root(&select)?;
    slots.plan(&mut plan, root)?;
    Ok(Request { statements: plan.statements, writes: false, decoder: Loader { rows: Vec::new(), slots } })
}

impl<Q: LoadQuery> Decoder for Loader<Q> {
    type Output = Vec<Q::Row>;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        if statement > 0 {
            return self.slots.rows(statement, sql, cursor);
        }
        while let Some(row) = cursor.advance()? {
            self.rows.push(Q::Read::from_row(row, 0).map_err(|error| sql.decode_error(error))?);
            self.slots.observe(row);
        }
        Ok(())
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.slots.keys(list).unwrap_or_default()
    }

    fn finish(self) -> Result<Vec<Q::Row>, Error> {
        let values = self.slots.values(self.rows.len())?;
        Ok(self.rows.into_iter().zip(values).map(|(read, values)| Q::assemble(read, values)).collect())
    }
}

/// The first of the rows that another decoder gives.
pub(super) struct FirstOf<X>(pub(super) X);

impl<T, X: Decoder<Output = Vec<T>>> Decoder for FirstOf<X> {
    type Output = Option<T>;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.0.rows(statement, sql, cursor)
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.0.keys(list)
    }

    fn finish(self) -> Result<Option<T>, Error> {
        Ok(self.0.finish()?.into_iter().next())
    }
}

/// The first of the rows that another decoder gives, which must be there.
pub(super) struct OneOf<X> {
    pub(super) rows: X,
    pub(super) table: &'static str,
}

impl<T, X: Decoder<Output = Vec<T>>> Decoder for OneOf<X> {
    type Output = T;

    fn rows<C: Cursor>(&mut self, statement: usize, sql: &Sql, cursor: &mut C) -> Result<(), Error> {
        self.rows.rows(statement, sql, cursor)
    }

    fn keys(&self, list: KeyList) -> Vec<Value> {
        self.rows.keys(list)
    }

    fn finish(self) -> Result<T, Error> {
        let first = self.rows.finish()?.into_iter().next();
        first.ok_or_else(|| Error::not_found(format!("no row of `{}` was found", self.table)))
    }
}
