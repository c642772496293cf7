//! End to end: structs, queries and relations on real databases.

mod chinook;
mod collation;
mod documentation;
mod identifiers;
mod loader_property;
mod model;
mod raw;
mod readme;
mod relations;
mod select;
mod tidy;
mod values;
mod write;
