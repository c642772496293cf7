//! Lowering: a tree becomes text and parameters. No other room writes SQL.

mod cte;
mod ddl;
mod expr;
mod group;
mod raw;
mod select;
mod set;
mod write;
mod writer;

pub use ddl::create_table;
pub(crate) use raw::raw;
pub(crate) use select::{count, exists, for_exists, select};
pub(crate) use write::{delete, insert, unchanged, update};
