//! Schema, typed expressions, query builders and their lowering to SQL: the part of `orm-sqlite` that knows no database.
//!
//! A program adds `orm-sqlite`, which re-exports these modules, implements [`Engine`](engine::Engine) on a driver, and
//! brings the derives that implement [`Table`](table::Table) and the other traits. This crate opens no file, runs no
//! statement and names no driver: a builder becomes [text and parameters](engine::Sql), and rows become structs.
//!
//! # The modules, in the order in which data walks through them
//!
//! - [`schema`]: what a database knows of a table, as constants.
//! - [`value`]: SQLite's five storage classes, and the types that map onto them.
//! - [`table`]: the traits that `derive(Table)` and `derive(View)` implement.
//! - [`column`](mod@column), [`scope`]: the typed names of columns, and what a query may name.
//! - [`expr`]: the operators, each a line onto an untyped tree.
//! - [`query`], [`relation`]: the builders, and the plan by which relations are loaded.
//! - [`sql`]: lowering. No other module writes SQL.
//! - [`engine`]: what runs the statements.
//! - [`error`]: the one error type.
//!
//! # Example
//!
//! ```
//! use orm_sqlite::doctest::{Post, User};
//! use orm_sqlite::prelude::*;
//!
//! let query = User::select().filter(User::posts().exists()).columns(User::NAME);
//! assert!(query.to_sql()?.text.starts_with(r#"SELECT "users"."name" FROM "users" WHERE EXISTS ("#));
//! # Ok::<(), orm_sqlite::Error>(())
//! ```

#[doc(hidden)]
pub mod __private;
#[doc(hidden)]
pub mod ast;
pub mod column;
pub mod engine;
pub mod error;
pub mod expr;
mod macros;
pub mod migrate;
mod never;
pub mod query;
pub mod relation;
pub mod schema;
pub mod scope;
pub mod shape;
pub mod sql;
pub mod table;
pub mod value;
