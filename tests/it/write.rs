//! Inserts, upserts, updates and deletes, each read back by hand-written SQL.

mod atomic;
mod change;
mod clause;
mod constraint;
mod from;
mod insert;
mod load;
mod many;
mod or;
mod part;
mod source;
mod upsert;
mod with;
