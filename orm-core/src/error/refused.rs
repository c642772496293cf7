//! A statement that never reached the database.

use std::fmt;

#[derive(Debug)]
pub(super) struct Refused {
    reason: String,
    limit: bool,
}

impl Refused {
    pub(super) const fn new(reason: String) -> Self {
        Self { reason, limit: false }
    }

    /// Because of a limit of SQLite.
    pub(super) const fn limit(reason: String) -> Self {
        Self { reason, limit: true }
    }

    pub(super) const fn is_limit(&self) -> bool {
        self.limit
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
