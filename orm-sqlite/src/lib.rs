//! sqlite

// Expansions name the crate by its own name, here too.
extern crate self as orm_sqlite;

pub use orm_core::{column, engine, expr, query, relation, schema, scope, sql, table, value};

/// What expansions and macros may name: core's list, and the macros behind ours.
#[doc(hidden)]
pub mod __private {
    pub use orm_core::__private::*;
    pub use orm_derive::{__alias, __sql};
}

#[doc(hidden)]
pub mod doctest;
pub mod error;
pub mod prelude;

mod access;
mod bracket;
mod connection;
mod database;
#[cfg(test)]
mod fixture;
mod location;
mod macros;
mod options;
mod pool;
mod script;
mod statement;
mod transaction;

pub use access::{Access, Read, Write};
pub use database::Database;
pub use options::{JournalMode, Options, Synchronous};
pub use orm_core::error::Error;
pub use orm_derive::{ColumnType, Relations, Table};
pub use transaction::{ReadTransaction, Transaction};
