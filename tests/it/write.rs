//! Inserts, upserts, updates and deletes, each read back by hand-written SQL.

mod atomic;
mod change;
mod constraint;
mod insert;
mod upsert;
