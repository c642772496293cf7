//! [`Value`] itself, for columns that take values of every class.

use super::{ColumnType, Decode, DecodeError, Encode, EncodeError, Plain, StorageClass, Value, ValueRef};

#[diagnostic::do_not_recommend]
impl Encode for Value {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        match self {
            // SQLite would make `NULL` of it.
            Self::Real(real) => real.encode(),
            other => Ok(other),
        }
    }
}

#[diagnostic::do_not_recommend]
impl Decode for Value {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        Ok(match value {
            ValueRef::Null => Self::Null,
            ValueRef::Integer(integer) => Self::Integer(integer),
            ValueRef::Real(real) => Self::Real(real),
            ValueRef::Text(_) => Self::Text(String::decode(value)?),
            ValueRef::Blob(bytes) => Self::Blob(bytes.to_vec()),
        })
    }
}

#[diagnostic::do_not_recommend]
impl ColumnType for Value {
    const STORAGE: StorageClass = StorageClass::Any;
    type Family = Plain;
    type KeyField<T: ColumnType> = T;
}
