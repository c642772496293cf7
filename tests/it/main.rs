//! End to end: structs, queries and relations on real databases.

mod chinook;
mod collation;
mod documentation;
mod readme;
mod model;
mod relations;
