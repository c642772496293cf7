//! The key of a program that encrypts nothing.

use orm_core::error::Error;
use rusqlite::Connection;

/// Nobody has one.
#[derive(Debug, Clone)]
pub(crate) enum Key {}

impl Key {
    pub(super) const fn check(&self) -> Result<(), Error> {
        match *self {}
    }

    pub(super) const fn unlock(&self, _: &Connection) -> Result<(), rusqlite::Error> {
        match *self {}
    }
}
