//! core
#[doc(hidden)]
pub mod __private;
pub mod ast;
pub mod column;
pub mod engine;
pub mod error;
pub mod expr;
mod macros;
mod never;
pub mod query;
pub mod relation;
pub mod schema;
pub mod scope;
pub mod sql;
pub mod table;
pub mod value;
