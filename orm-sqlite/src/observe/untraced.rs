//! What stands for spans without the feature `tracing`: nothing, which costs nothing.

use std::panic::Location;

use super::QueryEvent;

/// Whether a subscriber wants to know.
#[inline]
pub(super) const fn enabled() -> bool {
    false
}

/// Where work comes from that is done on another thread.
#[cfg(feature = "tokio")]
pub(crate) struct Origin;

#[cfg(feature = "tokio")]
impl Origin {
    pub(crate) const fn here() -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "as with spans")]
    pub(crate) fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }
}

/// The span of a statement.
pub(super) struct Query;

impl Query {
    pub(super) const fn begin(_transaction: &Transaction, _namespace: &str) -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "as with spans")]
    pub(super) fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        work()
    }

    #[expect(clippy::unused_self, reason = "as with spans")]
    pub(super) const fn end(&self, _event: &QueryEvent<'_>) {}
}

/// The span of the transaction that is open on a connection.
#[derive(Default)]
pub(super) struct Transaction(());

#[expect(clippy::unused_self, reason = "as with spans")]
impl Transaction {
    pub(super) const fn begin(&self, _namespace: &str, _sql: &str, _caller: Option<&'static Location<'static>>) {}

    pub(super) const fn ran(&self, _event: &QueryEvent<'_>) {}

    pub(super) const fn end(&self, _outcome: &'static str) {}
}
