//! Selects, against hand-written SQL and against a model in plain Rust.

mod aggregate;
mod column;
mod filter;
mod group;
mod join;
mod list;
mod null;
mod terminal;
