//! A connection: the driver's, and the statements that are prepared on it.

mod math;
mod open;

use std::cell::RefCell;
use std::ops::Deref;

pub(crate) use open::{open, restore};

use crate::statement::Cache;

/// A connection to a database, which one thread at a time has.
#[derive(Debug)]
pub(crate) struct Connection {
    /// Dropped before the driver's connection, which does not close while a statement is left.
    statements: RefCell<Cache>,
    driver: rusqlite::Connection,
}

impl Connection {
    fn new(driver: rusqlite::Connection, capacity: usize) -> Self {
        Self { statements: RefCell::new(Cache::new(capacity)), driver }
    }

    /// The driver's connection, for hooks.
    pub(crate) const fn driver_mut(&mut self) -> &mut rusqlite::Connection {
        &mut self.driver
    }

    /// The statements that are not running.
    pub(crate) const fn statements(&self) -> &RefCell<Cache> {
        &self.statements
    }
}

impl Deref for Connection {
    type Target = rusqlite::Connection;

    fn deref(&self) -> &rusqlite::Connection {
        &self.driver
    }
}

#[cfg(test)]
mod tests;
