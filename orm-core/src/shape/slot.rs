//! The slot of a field that no relation fills.

use crate::ast::{Expr, KeyList};
use crate::engine::{Cursor, Sql};
use crate::error::Error;
use crate::relation::{Level, Plan, Slot};
use crate::value::{Row, Value};

/// The field is a column: there is nothing to load.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoSlot;

impl Slot for NoSlot {
    type Value = ();

    fn fresh(&self) -> Self {
        Self
    }

    fn find_keys(&mut self, _: &mut Vec<Expr>) {}

    fn plan(&mut self, _: &mut Plan, _: Level) -> Result<(), Error> {
        Ok(())
    }

    fn observe<R: Row>(&mut self, _: &R) {}

    fn rows<C: Cursor>(&mut self, _: usize, _: &Sql, _: &mut C) -> Result<(), Error> {
        Ok(())
    }

    fn keys(&self, _: KeyList) -> Option<Vec<Value>> {
        None
    }

    fn settle(&mut self, _: usize, _: Option<&[usize]>) -> Result<(), Error> {
        Ok(())
    }

    fn next_value(&mut self) -> Option<()> {
        Some(())
    }
}
