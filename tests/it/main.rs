//! End to end: structs, queries and relations on real databases.

mod chinook;
mod collation;
mod documentation;
mod loader_property;
mod model;
mod readme;
mod relations;
mod tidy;
mod values;
mod write;
