//! One error for a field whose type cannot be stored.
//!
//! An expansion uses the type of a field in a dozen places, and rustc would report each of them. So it asks once, in a
//! block that stands as a const argument: `Checked<{ let _ = (column_value::<i64>, column_value::<Point>); 0 }>`. If a type
//! cannot be stored, that is an error at the field, and the block has no value; rustc says nothing more of what depends
//! on it. Everything else that an expansion does with a field's type depends on it, through the traits here.

use super::{
    AllowedValues, ColumnType, ColumnValue, DecodeError, EncodeError, Field, Row, StorageClass, Value, ValueRef,
};
use crate::schema::ColumnSchema;

/// `Checked<0>`, if each field's type can be stored.
#[derive(Debug)]
pub struct Checked<const ZERO: usize>;

/// A struct whose fields' types are checked.
pub trait Fields {
    /// `Checked<0>`.
    type Checked;
}

/// Asks whether a type can be a column.
pub const fn column_value<V: ColumnValue>() {}

/// Asks whether a type can be a column without `NULL`.
pub const fn column_type<V: ColumnType>() {}

/// A [`ColumnValue`] that is checked. It has no supertrait: rustc would ask for that one by itself.
pub trait CheckedColumn<C>: Sized {
    /// As [`ColumnValue::Field`].
    type Field: Field<Self>;
    /// The state in which a builder starts for the column `M`.
    type Start<M>;
    /// The column, without a name.
    const COLUMN: ColumnSchema;

    /// As [`Encode::encode`](super::Encode::encode).
    ///
    /// # Errors
    ///
    /// When SQLite has no equal for the value.
    fn checked_encode(self) -> Result<Value, EncodeError>;

    /// As [`Row::get`].
    ///
    /// # Errors
    ///
    /// When the value does not fit the type.
    fn checked_get<R: Row + ?Sized>(row: &R, index: usize) -> Result<Self, DecodeError>;
}

impl<V: ColumnValue> CheckedColumn<Checked<0>> for V {
    type Field = <V as ColumnValue>::Field;
    type Start<M> = <<V as ColumnValue>::Field as Field<V>>::Start<M>;
    const COLUMN: ColumnSchema = ColumnSchema::of::<V>("");

    #[inline]
    fn checked_encode(self) -> Result<Value, EncodeError> {
        self.encode()
    }

    #[inline]
    fn checked_get<R: Row + ?Sized>(row: &R, index: usize) -> Result<Self, DecodeError> {
        row.get(index)
    }
}

/// A [`ColumnType`] that is checked.
pub trait CheckedType<C>: Sized {
    /// As [`ColumnType::STORAGE`].
    const STORAGE: StorageClass;
    /// As [`ColumnType::ALLOWED`].
    const ALLOWED: Option<AllowedValues>;
    /// As [`ColumnType::Family`].
    type Family;
    /// As [`ColumnType::KeyField`].
    type KeyField<T: ColumnType>: Field<T>;
    /// The state in which a builder starts for the key `M`.
    type KeyStart<M>;

    /// As [`Encode::encode`](super::Encode::encode).
    ///
    /// # Errors
    ///
    /// When SQLite has no equal for the value.
    fn checked_encode(self) -> Result<Value, EncodeError>;

    /// As [`Decode::decode`](super::Decode::decode).
    ///
    /// # Errors
    ///
    /// When the value does not fit the type.
    fn checked_decode(value: ValueRef<'_>) -> Result<Self, DecodeError>;
}

impl<V: ColumnType> CheckedType<Checked<0>> for V {
    const STORAGE: StorageClass = V::STORAGE;
    const ALLOWED: Option<AllowedValues> = V::ALLOWED;
    type Family = V::Family;
    type KeyField<T: ColumnType> = V::KeyField<T>;
    type KeyStart<M> = <V::KeyField<V> as Field<V>>::Start<M>;

    #[inline]
    fn checked_encode(self) -> Result<Value, EncodeError> {
        self.encode()
    }

    #[inline]
    fn checked_decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        V::decode(value)
    }
}

/// A column of the table `T`.
pub const fn checked_column<V: CheckedColumn<T::Checked>, T: Fields>(name: &'static str) -> ColumnSchema {
    let mut column = V::COLUMN;
    column.name = name;
    column
}

/// Reads a column of the table `T`.
///
/// # Errors
///
/// When the value does not fit the type.
#[inline]
pub fn checked_get<V: CheckedColumn<T::Checked>, T: Fields, R: Row + ?Sized>(
    row: &R,
    index: usize,
) -> Result<V, DecodeError> {
    V::checked_get(row, index)
}
