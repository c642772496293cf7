//! The function-like macros. `orm-sqlite` wraps each in a `macro_rules!` that passes its own path as the first
//! argument, so that a renamed crate works without an attribute.

mod alias;
mod balance;
mod migrations;
mod sql;

pub(crate) use alias::alias;
pub(crate) use migrations::migrations;
pub(crate) use sql::sql;
