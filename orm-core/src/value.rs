//! Values: SQLite's five storage classes, and the traits that map Rust types onto them.
//!
//! [`Value`] is what a query binds, [`ValueRef`] is what a row shows. [`Encode`] and [`Decode`] convert; [`ColumnType`]
//! says how a type is declared in a table. Nothing in this room knows a table or a query: an error names the reason,
//! and the caller adds `table.column`.

mod any;
mod binary;
mod borrowed;
pub(crate) mod checked;
mod column_type;
mod column_value;
mod decode;
mod encode;
mod from_row;
mod json;
mod number;
mod set;
mod text;
mod timestamp;
mod vector;

use std::fmt;

pub use borrowed::{BorrowRow, DecodeRef, Unborrowed};
pub use column_type::{
    AllowedValues, Bytes, ColumnType, Documents, Integers, Moments, Octets, Plain, Reals, Single, StorageClass, Texts,
    Truths,
};
pub use column_value::{ColumnValue, Field, IntoField, IntoValue, KeyOf};
pub use decode::{Decode, DecodeError};
pub use encode::{Encode, EncodeError};
pub use from_row::{FromRow, Row};
pub use json::{Json, JsonValue};
pub use set::{Set, deserialize_set};
pub use timestamp::Timestamp;
pub use vector::Vector;

/// One value of SQLite, owned: what a query binds, and the type of a column that takes all.
///
/// The five variants are the five storage classes of <https://sqlite.org/datatype3.html>. The `Debug` form shows which one it
/// is and nothing of the value, so that a query can be logged.
///
/// A field of this type is a column `ANY` of a STRICT table, and `BLOB` of another: both keep each value as it is. Without `Option` it is
/// `NOT NULL`, so that [`Value::Null`] is a constraint violation. A value equals those of its own class alone, except that numbers are
/// compared by what they are: `1` is no `'1'`, and is `1.0`. A `CAST` to it changes nothing. In serde it is nothing, a number, a text or bytes,
/// which JSON has as a list of numbers; `true` is read as 1.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{Encode, Value};
///
/// assert_eq!(42_i64.encode()?, Value::Integer(42));
/// assert_eq!(None::<String>.encode()?, Value::Null);
/// # Ok::<(), orm_sqlite::value::EncodeError>(())
/// ```
///
/// # Example: a column of any type
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::value::Value;
///
/// #[derive(Table)]
/// struct Setting {
///     #[column(primary_key)]
///     name: String,
///     value: Value,
/// }
///
/// let db = Database::open_in_memory()?;
/// db.create_tables(&schema!(Setting))?;
/// let setting = |name: &str, value| NewSetting::builder().name(name).value(value).build();
/// db.insert_many([setting("size", Value::Integer(12)), setting("font", Value::Text("12".to_owned()))]).run()?;
/// assert_eq!(db.select::<Setting>().filter(Setting::VALUE.eq(Value::Integer(12))).one()?.name, "size");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone, PartialEq, Default)]
pub enum Value {
    /// `NULL`.
    #[default]
    Null,
    /// A signed integer of 64 bits.
    Integer(i64),
    /// A floating point number of 64 bits, never NaN.
    Real(f64),
    /// Text in UTF-8.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

impl Value {
    /// The storage class, for messages that must not show the value.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::value::{StorageClass, Value};
    ///
    /// assert_eq!(Value::Integer(1).storage_class(), Some(StorageClass::Integer));
    /// assert_eq!(Value::Null.storage_class(), None);
    /// ```
    pub const fn storage_class(&self) -> Option<StorageClass> {
        match self {
            Self::Null => None,
            Self::Integer(_) => Some(StorageClass::Integer),
            Self::Real(_) => Some(StorageClass::Real),
            Self::Text(_) => Some(StorageClass::Text),
            Self::Blob(_) => Some(StorageClass::Blob),
        }
    }

    /// The same, borrowed.
    pub(crate) const fn as_ref(&self) -> ValueRef<'_> {
        match self {
            Self::Null => ValueRef::Null,
            Self::Integer(integer) => ValueRef::Integer(*integer),
            Self::Real(real) => ValueRef::Real(*real),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blob(bytes) => ValueRef::Blob(bytes.as_slice()),
        }
    }
}

/// One value of SQLite, borrowed from a row.
///
/// Text is bytes: SQLite stores whatever it was given, so that only [`Decode`] can say whether it is UTF-8. The `Debug` form
/// shows the storage class alone.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{Decode, ValueRef};
///
/// assert_eq!(String::decode(ValueRef::Text(b"ada"))?, "ada");
/// assert!(String::decode(ValueRef::Text(&[0xff])).is_err());
/// # Ok::<(), orm_sqlite::value::DecodeError>(())
/// ```
#[derive(Clone, Copy, PartialEq)]
pub enum ValueRef<'a> {
    /// `NULL`.
    Null,
    /// A signed integer of 64 bits.
    Integer(i64),
    /// A floating point number of 64 bits.
    Real(f64),
    /// Text, not yet checked to be UTF-8.
    Text(&'a [u8]),
    /// Bytes.
    Blob(&'a [u8]),
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().fmt(f)
    }
}

impl fmt::Debug for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Null => "Null",
            Self::Integer(_) => "Integer(..)",
            Self::Real(_) => "Real(..)",
            Self::Text(_) => "Text(..)",
            Self::Blob(_) => "Blob(..)",
        })
    }
}

impl ValueRef<'_> {
    /// Whether this is `NULL`.
    ///
    /// # Example
    ///
    /// ```
    /// assert!(orm_sqlite::value::ValueRef::Null.is_null());
    /// ```
    pub const fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }
}
