//! From what SQLite stored to a Rust value.

use std::error::Error as StdError;
use std::fmt;

use super::{Row, ValueRef};

/// A value that can be read from a row.
///
/// Nothing is cast: a value that the type cannot hold exactly is an error. The one conversion is that a REAL type
/// accepts an INTEGER which it can hold exactly, because SQLite itself stores `2.0` as `2` in a NUMERIC column.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{Decode, ValueRef};
///
/// assert_eq!(u8::decode(ValueRef::Integer(7))?, 7);
/// assert!(u8::decode(ValueRef::Integer(300)).is_err());
/// assert_eq!(f64::decode(ValueRef::Integer(2))?, 2.0);
/// # Ok::<(), orm_sqlite::value::DecodeError>(())
/// ```
pub trait Decode: Sized {
    /// Reads the value.
    ///
    /// # Errors
    ///
    /// When the storage class is another one, or the value does not fit the type.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{Decode, ValueRef};
    ///
    /// assert_eq!(bool::decode(ValueRef::Integer(1))?, true);
    /// assert!(bool::decode(ValueRef::Integer(2)).is_err());
    /// assert_eq!(Option::<bool>::decode(ValueRef::Null)?, None);
    /// # Ok::<(), orm_sqlite::value::DecodeError>(())
    /// ```
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError>;

    /// Reads the value in a column of a row. The built-in types ask the row for what they expect.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    #[doc(hidden)]
    #[inline]
    fn decode_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Self, DecodeError> {
        Self::decode(row.value(index))
    }

    /// The same in a column that may be `NULL`.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    #[doc(hidden)]
    #[inline]
    fn decode_nullable_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Option<Self>, DecodeError> {
        let value = row.value(index);
        if value.is_null() { Ok(None) } else { Self::decode(value).map(Some) }
    }
}

#[diagnostic::do_not_recommend]
impl<T: Decode> Decode for Option<T> {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        if value.is_null() { Ok(None) } else { T::decode(value).map(Some) }
    }

    #[inline]
    fn decode_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Self, DecodeError> {
        T::decode_nullable_at(row, index)
    }
}

/// Why a stored value does not become the Rust type. It never holds the value.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{Decode, ValueRef};
///
/// let error = i64::decode(ValueRef::Text(b"secret")).unwrap_err();
/// assert_eq!(error.to_string(), "expected i64, found TEXT");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
// Boxed, because every decoded value passes through a `Result` of it.
pub struct DecodeError(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    index: usize,
    expected: &'static str,
    reason: Reason,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Reason {
    Found(&'static str),
    DoesNotFit(&'static str),
    Custom(String),
}

impl DecodeError {
    fn new(expected: &'static str, reason: Reason) -> Self {
        Self(Box::new(Inner { index: 0, expected, reason }))
    }

    /// A value of another storage class than the type is stored in.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{DecodeError, ValueRef};
    ///
    /// let error = DecodeError::found("Color", ValueRef::Null);
    /// assert_eq!(error.to_string(), "expected Color, found NULL");
    /// ```
    #[cold]
    pub fn found(expected: &'static str, value: ValueRef<'_>) -> Self {
        let class = match value {
            ValueRef::Null => "NULL",
            ValueRef::Integer(_) => "INTEGER",
            ValueRef::Real(_) => "REAL",
            ValueRef::Text(_) => "TEXT",
            ValueRef::Blob(_) => "BLOB",
        };
        Self::new(expected, Reason::Found(class))
    }

    /// A value of the right storage class that the type cannot hold; `what` says what it is, not its content.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::DecodeError;
    ///
    /// let error = DecodeError::does_not_fit("u8", "an INTEGER out of its range");
    /// assert_eq!(error.to_string(), "expected u8, found an INTEGER out of its range");
    /// ```
    #[cold]
    pub fn does_not_fit(expected: &'static str, what: &'static str) -> Self {
        Self::new(expected, Reason::DoesNotFit(what))
    }

    /// A type of the user's that refuses a stored value, with a reason that should not quote it.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::DecodeError;
    ///
    /// let error = DecodeError::custom("Email", "no `@` in it".to_owned());
    /// assert_eq!(error.to_string(), "expected Email: no `@` in it");
    /// ```
    #[cold]
    pub fn custom(expected: &'static str, reason: String) -> Self {
        Self::new(expected, Reason::Custom(reason))
    }

    /// Says in which column of the row the value stood, counted from 0.
    #[must_use]
    #[cold]
    pub(crate) fn at(mut self, index: usize) -> Self {
        self.0.index = index;
        self
    }

    /// The column of the row in which the value stood, counted from 0.
    pub(crate) fn index(&self) -> usize {
        self.0.index
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected {}", self.0.expected)?;
        match &self.0.reason {
            Reason::Found(what) | Reason::DoesNotFit(what) => write!(f, ", found {what}"),
            Reason::Custom(reason) => write!(f, ": {reason}"),
        }
    }
}

impl StdError for DecodeError {}
