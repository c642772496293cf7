//! From a Rust value to what SQLite stores.

use std::error::Error as StdError;
use std::fmt;

use super::Value;

/// A value that can be bound to a statement.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{Encode, Value};
///
/// assert_eq!("ada".to_owned().encode()?, Value::Text("ada".to_owned()));
/// assert!(u64::MAX.encode().is_err());
/// # Ok::<(), orm_sqlite::value::EncodeError>(())
/// ```
pub trait Encode: Sized {
    /// The value in one of SQLite's storage classes.
    ///
    /// # Errors
    ///
    /// When SQLite has no equal value: an integer over `i64::MAX`, NaN (which SQLite would store as `NULL`,
    /// <https://sqlite.org/floatingpoint.html>), or JSON that cannot be serialized.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{Encode, Value};
    ///
    /// assert_eq!(true.encode(), Ok(Value::Integer(1)));
    /// assert!(f64::NAN.encode().is_err());
    /// ```
    fn encode(self) -> Result<Value, EncodeError>;
}

#[diagnostic::do_not_recommend]
impl<T: Encode> Encode for Option<T> {
    fn encode(self) -> Result<Value, EncodeError> {
        self.map_or(Ok(Value::Null), T::encode)
    }
}

/// Why a Rust value has no equal in SQLite. It never holds the value.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::Encode;
///
/// let error = f64::NAN.encode().unwrap_err();
/// assert_eq!(error.to_string(), "NaN cannot be stored: SQLite would turn it into NULL");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum EncodeError {
    /// An integer outside of SQLite's signed 64 bits; the type's name.
    OutOfRange(&'static str),
    /// Not a number.
    NotANumber,
    /// A type of the user's refused its value, with the reason it gave.
    Custom(String),
}

impl fmt::Display for EncodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange(ty) => write!(f, "the `{ty}` is outside of SQLite's 64-bit signed integers"),
            Self::NotANumber => f.write_str("NaN cannot be stored: SQLite would turn it into NULL"),
            Self::Custom(reason) => f.write_str(reason),
        }
    }
}

impl StdError for EncodeError {}
