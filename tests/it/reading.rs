//! Prepared queries, batches, and the ways to read rows.

mod batch;
mod prepared;
