//! A handle that keeps no database open.

use std::sync::{Arc, Weak};

use super::{Database, Inner};

/// A handle that keeps no database open.
#[derive(Clone)]
pub(crate) struct WeakDatabase(Weak<Inner>);

impl WeakDatabase {
    /// The database, if it is open.
    pub(crate) fn upgrade(&self) -> Option<Database> {
        self.0.upgrade().map(Database)
    }
}

impl Database {
    /// The same database, which this does not keep open.
    pub(crate) fn downgrade(&self) -> WeakDatabase {
        WeakDatabase(Arc::downgrade(&self.0))
    }
}
