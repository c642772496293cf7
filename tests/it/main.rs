//! End to end: structs, queries and relations on real databases.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that meets an error has failed, and says what it skips"
)]

mod chinook;
mod collation;
mod ddl;
mod differential;
mod documentation;
mod expr;
mod from_drizzle;
mod functions;
mod identifiers;
mod inspect;
mod json;
mod limits;
mod loader_property;
mod lowering;
mod matrix;
mod model;
mod nested;
mod northwind;
mod query;
mod raw;
mod reading;
mod readme;
mod relations;
mod sceptic;
mod search;
mod select;
mod shape;
mod soft_delete;
mod spatial;
mod tidy;
mod values;
mod vectors;
mod version;
mod views;
mod windows;
mod write;
