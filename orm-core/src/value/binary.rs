//! `Vec<u8>` and `[u8; N]`.

use super::column_type::Bytes;
use super::{ColumnType, Decode, DecodeError, Encode, EncodeError, StorageClass, Value, ValueRef};

#[diagnostic::do_not_recommend]
impl Encode for Vec<u8> {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        Ok(Value::Blob(self))
    }
}

#[diagnostic::do_not_recommend]
impl Decode for Vec<u8> {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Blob(bytes) => Ok(bytes.to_vec()),
            other => Err(DecodeError::found("Vec<u8>", other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl ColumnType for Vec<u8> {
    const STORAGE: StorageClass = StorageClass::Blob;
    type Family = Bytes;
    type KeyField<T: ColumnType> = T;
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Encode for [u8; N] {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        Ok(Value::Blob(self.to_vec()))
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> Decode for [u8; N] {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        match value {
            ValueRef::Blob(bytes) => {
                bytes.try_into().map_err(|_| DecodeError::does_not_fit("[u8; N]", "a BLOB of another length"))
            }
            other => Err(DecodeError::found("[u8; N]", other)),
        }
    }
}

#[diagnostic::do_not_recommend]
impl<const N: usize> ColumnType for [u8; N] {
    const STORAGE: StorageClass = StorageClass::Blob;
    type Family = Bytes;
    type KeyField<T: ColumnType> = T;
}
