//! A statement that never reached the database.

use std::fmt;

#[derive(Debug)]
pub(super) struct Refused {
    reason: String,
    cause: Cause,
}

/// Why it was refused, where a program may ask for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cause {
    Limit,
    Cursor,
    Other,
}

impl Refused {
    pub(super) const fn new(reason: String) -> Self {
        Self { reason, cause: Cause::Other }
    }

    /// Because of the cursor of a page.
    pub(super) const fn cursor(reason: String) -> Self {
        Self { reason, cause: Cause::Cursor }
    }

    pub(super) fn is_cursor(&self) -> bool {
        self.cause == Cause::Cursor
    }

    /// Because of a limit of SQLite.
    pub(super) const fn limit(reason: String) -> Self {
        Self { reason, cause: Cause::Limit }
    }

    pub(super) fn is_limit(&self) -> bool {
        self.cause == Cause::Limit
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
