//! Any serde type as JSON in a TEXT column.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::column_type::Documents;
use super::text::text;
use super::{ColumnType, Decode, DecodeError, Encode, EncodeError, StorageClass, Value, ValueRef};

/// JSON of any shape: `serde_json`'s own type, for a `Json<JsonValue>` column and for what JSON functions give.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::JsonValue;
///
/// let value: JsonValue = [("a", 1)].into_iter().collect();
/// assert_eq!(value.to_string(), r#"{"a":1}"#);
/// ```
// An alias and no re-export: with its variant `String` in sight, rustc would write `std::string::String` in every error.
pub type JsonValue = serde_json::Value;

/// A value stored as JSON text.
///
/// The column is TEXT, so that SQLite's JSON functions read it. In serde the wrapper is transparent. JSON has no NaN and no
/// infinity: `serde_json` writes them as `null`, which an `Option` reads back as `None`.
///
/// # Example
///
/// ```
/// use orm_sqlite::value::{Encode, Json, Value};
///
/// assert_eq!(Json(vec![1, 2]).encode()?, Value::Text("[1,2]".to_owned()));
/// # Ok::<(), orm_sqlite::value::EncodeError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

#[diagnostic::do_not_recommend]
impl<T: Serialize> Encode for Json<T> {
    fn encode(self) -> Result<Value, EncodeError> {
        // serde_json's message may quote the value, so only the fact is kept.
        let json = serde_json::to_string(&self.0);
        json.map(Value::Text).map_err(|_| EncodeError::Custom("the value cannot be written as JSON".to_owned()))
    }
}

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned> Decode for Json<T> {
    fn decode(value: ValueRef<'_>) -> Result<Self, DecodeError> {
        let json = text(value, "Json")?;
        serde_json::from_str(json).map(Self).map_err(|error| {
            let what = if error.is_data() { "JSON of another shape" } else { "TEXT that is not JSON" };
            DecodeError::does_not_fit("Json", what)
        })
    }
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + DeserializeOwned + Send + 'static> ColumnType for Json<T> {
    const STORAGE: StorageClass = StorageClass::Text;
    type Family = Documents;
    type KeyField<U: ColumnType> = U;
}
