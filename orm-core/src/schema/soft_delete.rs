//! How a row is deleted softly: it stays, with the moment of its deletion.

use super::RustValue;
use crate::value::{AllowedValues, ColumnType, ColumnValue, EncodeError, StorageClass, Value};

/// The column that marks deleted rows: one with `NULL` there is not deleted.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// #[derive(Table)]
/// #[table(soft_delete = deleted_at)]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     deleted_at: Option<Timestamp>,
/// }
///
/// assert_eq!(Note::schema().soft_delete.map(|soft| soft.column), Some(1));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SoftDelete {
    /// The position of the column.
    pub column: usize,
    /// What is written there.
    pub moment: DeletedAt,
}

/// What a soft delete writes.
///
/// # Example
///
/// ```
/// # use orm_sqlite::prelude::*;
/// use orm_sqlite::schema::DeletedAt;
///
/// #[derive(Table)]
/// #[table(soft_delete = deleted_at)]
/// struct Note {
///     #[column(primary_key)]
///     id: i64,
///     deleted_at: Option<i64>,
/// }
///
/// assert_eq!(Note::schema().soft_delete.map(|soft| soft.moment), Some(DeletedAt::Unixepoch));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum DeletedAt {
    /// `unixepoch()`: the database's clock, in seconds.
    Unixepoch,
    /// A value of the program.
    Value(RustValue),
}

/// Whether a column can mark deleted rows: one that is never `NULL` cannot.
#[doc(hidden)]
pub const fn is_nullable<V: ColumnValue>() -> bool {
    V::NULLABLE
}

/// Whether a column has something to write by itself: the time, or any integer.
#[doc(hidden)]
pub const fn has_moment<V: ColumnValue>() -> bool {
    let any = !matches!(<V::Base as ColumnType>::ALLOWED, Some(AllowedValues::Texts(_) | AllowedValues::Integers(_)));
    <V::Base as ColumnType>::NOW.is_some() || any && matches!(<V::Base as ColumnType>::STORAGE, StorageClass::Integer)
}

/// What a column writes by itself.
#[doc(hidden)]
pub const fn deleted_at<V: ColumnValue>() -> DeletedAt {
    match <V::Base as ColumnType>::NOW {
        Some(now) => DeletedAt::Value(RustValue(now)),
        None => DeletedAt::Unixepoch,
    }
}

/// What a column writes that has a function for it.
#[doc(hidden)]
pub const fn deleted_by(value: fn() -> Result<Value, EncodeError>) -> DeletedAt {
    DeletedAt::Value(RustValue(value))
}
