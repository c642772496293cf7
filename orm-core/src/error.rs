//! The one error type.
//!
//! It is opaque: what a program may ask is a predicate or an accessor, so that a new kind breaks nobody. It holds the
//! table, the column, the constraint and the SQL text where they are known, and never a bound value.

mod constraint;
mod convert;
mod engine;
mod refused;

use std::error::Error as StdError;
use std::fmt;

pub use constraint::ConstraintKind;
pub use engine::{Condition, Failure};

use convert::ConvertError;
use refused::Refused;

use crate::value::{DecodeError, EncodeError};

/// What any function of this crate family fails with.
///
/// # Example
///
/// ```
/// use orm_core::error::Error;
///
/// let error = Error::custom("the order is already shipped");
/// assert_eq!(error.to_string(), "the order is already shipped");
/// assert!(!error.is_not_found());
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    sql: Option<Box<str>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

/// One private type per family of causes.
#[derive(Debug)]
enum Kind {
    Engine(Failure),
    Convert(ConvertError),
    Refused(Refused),
    NotFound(String),
    Custom(String),
}

impl Error {
    #[cold]
    fn new(kind: Kind) -> Self {
        Self(Box::new(Inner { kind, sql: None, source: None }))
    }

    /// An error of the program's own, to roll a transaction back with.
    ///
    /// # Example
    ///
    /// ```
    /// let error = orm_core::error::Error::custom("not today");
    /// assert_eq!(error.to_string(), "not today");
    /// ```
    pub fn custom(message: impl Into<String>) -> Self {
        Self::new(Kind::Custom(message.into()))
    }

    /// A failure that an engine reports.
    #[doc(hidden)]
    #[must_use]
    pub fn engine(failure: Failure, source: Option<Box<dyn StdError + Send + Sync>>) -> Self {
        let mut error = Self::new(Kind::Engine(failure));
        error.0.source = source;
        error
    }

    pub(crate) fn encode(place: String, error: EncodeError) -> Self {
        Self::new(Kind::Convert(ConvertError::encode(place, error)))
    }

    pub(crate) fn decode(place: String, error: DecodeError) -> Self {
        Self::new(Kind::Convert(ConvertError::decode(place, error)))
    }

    /// A statement that is refused before it reaches the database.
    #[doc(hidden)]
    pub fn refused(reason: impl Into<String>) -> Self {
        Self::new(Kind::Refused(Refused::new(reason.into())))
    }

    pub(crate) fn not_found(what: impl Into<String>) -> Self {
        Self::new(Kind::NotFound(what.into()))
    }

    /// Adds the text of the statement, unless an inner layer knew it already.
    #[doc(hidden)]
    #[must_use]
    pub fn with_sql(mut self, sql: &str) -> Self {
        self.0.sql.get_or_insert_with(|| sql.into());
        self
    }

    /// Whether `one()` found no row, or a required relation no parent.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_not_found());
    /// ```
    pub fn is_not_found(&self) -> bool {
        matches!(self.0.kind, Kind::NotFound(_))
    }

    /// Whether a stored value did not fit its Rust type.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_decode());
    /// ```
    pub fn is_decode(&self) -> bool {
        matches!(&self.0.kind, Kind::Convert(error) if error.is_decode())
    }

    /// Whether a Rust value had no equal in SQLite, or no place in its column.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_encode());
    /// ```
    pub fn is_encode(&self) -> bool {
        matches!(&self.0.kind, Kind::Convert(error) if !error.is_decode())
    }

    /// Whether the statement was refused before it reached the database: an update whose filter was built from an
    /// empty list, a column outside of `group_by`, a database used inside of its own transaction.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(!orm_core::error::Error::custom("x").is_refused());
    /// ```
    pub fn is_refused(&self) -> bool {
        matches!(self.0.kind, Kind::Refused(_))
    }

    /// The text of the statement that failed.
    ///
    /// # Example
    ///
    /// ```
    /// assert_eq!(orm_core::error::Error::custom("x").sql(), None);
    /// ```
    pub fn sql(&self) -> Option<&str> {
        self.0.sql.as_deref()
    }

    fn failure(&self) -> Option<&Failure> {
        match &self.0.kind {
            Kind::Engine(failure) => Some(failure),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.kind {
            Kind::Engine(failure) => failure.fmt(f),
            Kind::Convert(error) => error.fmt(f),
            Kind::Refused(refused) => refused.fmt(f),
            Kind::NotFound(what) | Kind::Custom(what) => f.write_str(what),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error").field("kind", &self.0.kind).field("sql", &self.0.sql).finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}
