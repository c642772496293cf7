//! The same queries, awaited: with the feature `tokio`.
//!
//! [`AsyncDatabase`] has the builders of [`Database`](crate::Database), whose answers are futures here. SQLite itself has no
//! asynchronous calls, so a query runs on one of tokio's threads for blocking work: one hop for a query or for a transaction's closure,
//! none for a row.
//!
//! # What blocks
//!
//! No future of this module blocks the thread that polls it. Decoding rows, and the closure of
//! [`AsyncDatabase::transaction`], run on the thread for blocking work. At most one such thread for each connection of the pool is
//! occupied, however many tasks wait: they wait in a queue, first come, first served. A runtime with fewer threads for blocking work than
//! the database has connections (`max_blocking_threads`), or whose threads are all taken by other work, makes queries wait for a thread;
//! each [`call`](AsyncDatabase::call) takes one, whether or not a connection is free. What blocks is what is called on the
//! [`Database`](crate::Database) itself, [`AsyncDatabase::blocking`], and opening it.
//!
//! # What is done through `call`
//!
//! [`AsyncDatabase::call`] runs a closure with the [`Database`](crate::Database) on a thread for blocking work: for backups, checks, figures,
//! hooks, prepared queries, nested inserts and links, functions that take `&impl Read`, and limits
//! (`db.call(|db| db.with_timeout(limit).select::<User>().all())`). To stop a query after a time, `tokio::time::timeout` around its
//! future is enough.
//!
//! # Dropped futures
//!
//! A future that is dropped before it was polled has done nothing, and neither has one that still waits for a connection. A query that
//! runs is told to stop: a read stops, and a write has then happened in full or not at all, also within a transaction, which goes on. A transaction whose future, or whose handle,
//! is dropped is rolled back, unless its commit has begun, which then succeeds or fails as a whole. In any case the connection goes back
//! to the pool without an open transaction.
//!
//! # Shutdown
//!
//! When a runtime is dropped, tokio waits for blocking work that has started, so that a commit which was begun is finished.
//! A transaction or a stream that is held outside of its runtime keeps it from ending.
//! [`AsyncDatabase::close`] waits for the work of all handles, and says whether everything is on the disk.

mod database;
mod gate;
mod job;
mod methods;
mod stream;
mod transaction;
mod watch;

pub use database::AsyncDatabase;
pub use job::Answer;
pub use stream::{Each, RowStream};
pub use transaction::AsyncTransaction;
pub use watch::AsyncWatch;
