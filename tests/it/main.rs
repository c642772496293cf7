//! End to end: structs, queries and relations on real databases.

mod chinook;
mod readme;
