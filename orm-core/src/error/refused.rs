//! A statement that never reached the database.

use std::fmt;

#[derive(Debug)]
pub(super) struct Refused {
    reason: String,
}

impl Refused {
    pub(super) const fn new(reason: String) -> Self {
        Self { reason }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}
