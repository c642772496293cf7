//! `String`, `Box<str>` and `Cow<'static, str>`.

use std::borrow::Cow;
use std::str;

use super::column_type::Texts;
use super::{ColumnType, Decode, DecodeError, Encode, EncodeError, Row, StorageClass, Value, ValueRef};

/// Reads TEXT; the error names the type that asked.
#[inline]
pub(super) fn text<'a>(value: ValueRef<'a>, ty: &'static str) -> Result<&'a str, DecodeError> {
    match value {
        ValueRef::Text(bytes) => {
            str::from_utf8(bytes).map_err(|_| DecodeError::does_not_fit(ty, "TEXT that is not UTF-8"))
        }
        other => Err(DecodeError::found(ty, other)),
    }
}

/// Asks the row for text, and only if it has none what it has instead.
macro_rules! decode_text_at {
    () => {
        #[inline]
        fn decode_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Self, DecodeError> {
            match row.text(index) {
                Some(text) => Ok(text.to_owned().into()),
                None => Self::decode(row.value(index)),
            }
        }

        #[inline]
        fn decode_nullable_at<R: Row + ?Sized>(row: &R, index: usize) -> Result<Option<Self>, DecodeError> {
            match row.text(index) {
                Some(text) => Ok(Some(text.to_owned().into())),
                None if row.is_null(index) => Ok(None),
                None => Self::decode(row.value(index)).map(Some),
            }
        }
    };
}

macro_rules! text_type {
    ($($ty:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl Encode for $ty {
            #[inline]
            fn encode(self) -> Result<Value, EncodeError> {
                Ok(Value::Text(self.into()))
            }
        }

        #[diagnostic::do_not_recommend]
        impl Decode for $ty {
            #[inline]
            fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
                text(value, stringify!($ty)).map(|text| text.to_owned().into())
            }

            decode_text_at!();
        }

        #[diagnostic::do_not_recommend]
        impl ColumnType for $ty {
            const STORAGE: StorageClass = StorageClass::Text;
            type Family = Texts;
            type KeyField<T: ColumnType> = T;
        }
    )+};
}

text_type!(Box<str>, Cow<'static, str>);

#[diagnostic::do_not_recommend]
impl Encode for String {
    #[inline]
    fn encode(self) -> Result<Value, EncodeError> {
        Ok(Value::Text(self))
    }
}

#[diagnostic::do_not_recommend]
impl Decode for String {
    #[inline]
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        text(value, "String").map(Self::from)
    }

    decode_text_at!();
}

#[diagnostic::do_not_recommend]
impl ColumnType for String {
    const STORAGE: StorageClass = StorageClass::Text;
    type Family = Texts;
    type KeyField<T: ColumnType> = T;
}
