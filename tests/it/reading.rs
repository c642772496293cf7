//! Prepared queries, batches, and the ways to read rows.

mod arguments;
mod batch;
mod compose;
mod keyset;
mod pages;
mod prepared;
mod rows;
