//! A value that does not fit, with the place where it stands.

use std::fmt;

use crate::value::{DecodeError, EncodeError};

#[derive(Debug)]
pub(super) struct ConvertError {
    /// `table.column`, or the expression's SQL.
    place: String,
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    Encode(EncodeError),
    Decode(DecodeError),
}

impl ConvertError {
    pub(super) const fn encode(place: String, error: EncodeError) -> Self {
        Self { place, cause: Cause::Encode(error) }
    }

    pub(super) const fn decode(place: String, error: DecodeError) -> Self {
        Self { place, cause: Cause::Decode(error) }
    }

    pub(super) const fn is_decode(&self) -> bool {
        matches!(self.cause, Cause::Decode(_))
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }
}

impl fmt::Display for ConvertError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Encode(error) => write!(f, "cannot write {}: {error}", self.place),
            Cause::Decode(error) => write!(f, "cannot read {}: {error}", self.place),
        }
    }
}

impl super::Error {
    /// The column whose value did not fit, as `table.column`, or the place of an expression in the result.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.execute_script("pragma ignore_check_constraints = 1; update users set role = 'king' where id = 1")?;
    /// let error = db.find::<User>(1).one().unwrap_err();
    /// assert_eq!(error.value_place(), Some("users.role"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn value_place(&self) -> Option<&str> {
        match &self.0.kind {
            super::Kind::Convert(error) => Some(error.place()),
            _ => None,
        }
    }
}
