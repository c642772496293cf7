//! What the tests of a program need, with the feature `testing`.
//!
//! A test gets a database of its own with [`database`] or [`migrated`], in a file and with the connections that the program has in
//! production, so that nothing is hidden by a database in memory. [`Database::record`](crate::Database::record) keeps what is run on it, to assert on;
//! [`Database::strict`](crate::Database::strict) does so for a whole test and fails it for what makes a program slow. [`Database::inject`](crate::Database::inject) makes writes fail.
//!
//! ```toml
//! [dev-dependencies]
//! orm-sqlite = { version = "..", features = ["testing"] }
//! ```
//!
//! # Example
//!
//! ```
//! # use orm_sqlite::{doctest::*, prelude::*};
//! use orm_sqlite::testing;
//!
//! let db = testing::database_with(&schema!(Tag), |db| {
//!     db.insert(NewTag::builder().name("math").build()).run()?;
//!     Ok(())
//! })?;
//! let log = db.record();
//! assert_eq!(db.select::<Tag>().count()?, 1);
//! assert_eq!(log.statements().len(), 1);
//! # Ok::<(), orm_sqlite::Error>(())
//! ```

mod database;
mod fault;
mod findings;
mod foreign_keys;
mod log;
mod plan;
mod strict;

pub use database::{TestDatabase, database, database_with, migrated, migrated_with};
pub use fault::{Fault, Injected};
pub(crate) use fault::{Moment, Planned};
pub use foreign_keys::assert_foreign_keys_have_indexes;
pub use log::{Log, Recorded};
pub use strict::Strict;
