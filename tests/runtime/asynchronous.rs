//! The same queries, awaited.

mod cancelled;
mod queries;

use std::future::Future;

use orm_sqlite::AsyncDatabase;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

use crate::counters;

fn runtime() -> Runtime {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
}

/// Runs some work on a runtime of its own.
fn on<T>(work: impl Future<Output = T>) -> T {
    runtime().block_on(work)
}

/// The counter 1 at 0, in a file.
fn database(readers: usize) -> (TempDir, AsyncDatabase) {
    let (folder, db) = counters(|options| options.readers(readers));
    (folder, AsyncDatabase::from(db))
}
