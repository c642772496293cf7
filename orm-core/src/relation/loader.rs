//! The decoder of a load.

use std::{fmt, mem};

use super::plan::Plan;
use super::slot::Slots;
use super::tree::LoadQuery;
use crate::ast::{KeyList, Select};
use crate::engine::{Cursor, Decoder, Request, Sql};
use crate::error::Error;
use crate::value::{FromRow, Value};

/// Takes the rows of all levels and gives the assembled rows of the first.
#[doc(hidden)]
pub struct Loader<Q: LoadQuery> {
    rows: Vec<Q::Read>,
    slots: Q::Slots,
}

/// The statements and the decoder of a load.
pub(super) fn request<Q: LoadQuery>(mut select: Select, mut slots: Q::Slots) -> Result<Request<Loader<Q>>, Error> {
    let mut plan = Plan::default();
    slots.find_keys(&mut select.columns);
    let root = plan.root(&select)?;
    slots.plan(&mut plan, root)?;
    Ok(Request { statements: plan.statements.into(), writes: false, decoder: Loader { rows: Vec::new(), slots } })
}

impl<Q: LoadQuery> Loader<Q> {
    /// A decoder with planned slots.
    pub(super) const fn new(slots: Q::Slots) -> Self {
        Self { rows: Vec::new(), slots }
    }

    pub(super) fn into_slots(self) -> Q::Slots {
        self.slots
    }
}

impl<Q: LoadQuery> fmt::Debug for Loader<Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loader").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
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

    fn finish(&mut self) -> Result<Vec<Q::Row>, Error> {
        self.slots.settle(self.rows.len(), None)?;
        let mut assembled = Vec::with_capacity(self.rows.len());
        for read in mem::take(&mut self.rows) {
            if let Some(values) = self.slots.next_values() {
                assembled.push(Q::assemble(read, values));
            }
        }
        Ok(assembled)
    }
}
