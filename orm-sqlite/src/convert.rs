//! Values between the driver and the core.

use orm_core::value::{Value, ValueRef};
use rusqlite::ToSql;
use rusqlite::types::ToSqlOutput;

/// What the driver shows, as the core sees it.
#[inline]
pub(crate) const fn shown(value: rusqlite::types::ValueRef<'_>) -> ValueRef<'_> {
    match value {
        rusqlite::types::ValueRef::Null => ValueRef::Null,
        rusqlite::types::ValueRef::Integer(integer) => ValueRef::Integer(integer),
        rusqlite::types::ValueRef::Real(real) => ValueRef::Real(real),
        rusqlite::types::ValueRef::Text(text) => ValueRef::Text(text),
        rusqlite::types::ValueRef::Blob(bytes) => ValueRef::Blob(bytes),
    }
}

/// What the core binds, as the driver takes it.
pub(crate) const fn bound(value: &Value) -> ToSqlOutput<'_> {
    use rusqlite::types::ValueRef::{Blob, Integer, Null, Real, Text};
    ToSqlOutput::Borrowed(match value {
        Value::Null => Null,
        Value::Integer(integer) => Integer(*integer),
        Value::Real(real) => Real(*real),
        Value::Text(text) => Text(text.as_bytes()),
        Value::Blob(bytes) => Blob(bytes.as_slice()),
    })
}

/// What a function of the program returns.
pub(crate) struct Output(pub(crate) Value);

impl ToSql for Output {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(bound(&self.0))
    }
}
