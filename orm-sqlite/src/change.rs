//! What a database tells of its writes: hooks after a commit, the rows that have changed, and queries that run again.
//!
//! Nothing of it is installed before the program asks for it. Then every connection gets a [`Recorder`], which SQLite asks while it
//! compiles a statement, so that each prepared statement knows the tables that it reads and writes. The connection that writes
//! gathers what its transaction has written; when it is given back, the [`Publisher`] tells whoever wants to know.

mod authorize;
mod commit;
mod deliver;
mod publisher;
mod recorder;
mod signal;
mod subscribe;
mod subscription;
mod tables;
mod watch;

pub use commit::{ChangeKind, Commit, RowChange};
pub(crate) use publisher::Publisher;
pub(crate) use recorder::Recorder;
pub use subscription::Subscription;
pub(crate) use tables::{TableSet, Tables};
pub use watch::Watch;
