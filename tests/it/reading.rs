//! Prepared queries, batches, and the ways to read rows.

mod batch;
mod pages;
mod prepared;
mod rows;
