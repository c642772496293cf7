//! What a value of JSON is.

use crate::value::{ColumnType, Decode, DecodeError, Encode, EncodeError, Plain, StorageClass, Value, ValueRef};

/// What stands somewhere in a JSON document, as `json_type` says it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::JsonType;
///
/// let volume = JsonPath::root().key("volume");
/// let kinds = db.select::<Device>().columns(Device::SETTINGS.json_type(volume)).all()?;
/// assert_eq!(kinds, [Some(JsonType::Integer), Some(JsonType::Real)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum JsonType {
    /// JSON's `null`, which is not SQL's `NULL`.
    Null,
    /// `true`.
    True,
    /// `false`.
    False,
    /// A number without a point and an exponent.
    Integer,
    /// Any other number.
    Real,
    /// A text.
    Text,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonType {
    const ALL: [Self; 8] =
        [Self::Null, Self::True, Self::False, Self::Integer, Self::Real, Self::Text, Self::Array, Self::Object];

    const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::True => "true",
            Self::False => "false",
            Self::Integer => "integer",
            Self::Real => "real",
            Self::Text => "text",
            Self::Array => "array",
            Self::Object => "object",
        }
    }
}

#[diagnostic::do_not_recommend]
impl Encode for JsonType {
    fn encode(self) -> Result<Value, EncodeError> {
        Ok(Value::Text(self.name().to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl Decode for JsonType {
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let ValueRef::Text(text) = value else { return Err(DecodeError::found("JsonType", value)) };
        let found = Self::ALL.into_iter().find(|kind| kind.name().as_bytes() == text);
        found.ok_or_else(|| DecodeError::does_not_fit("JsonType", "another word"))
    }
}

#[diagnostic::do_not_recommend]
impl ColumnType for JsonType {
    const STORAGE: StorageClass = StorageClass::Text;
    type Family = Plain;
    type KeyField<T: ColumnType> = T;
}
