//! The insert and update models: what they derive, what is optional, and what serde makes of them.

use renamed::prelude::*;
use serde::{Deserialize, Serialize};

/// A nullable text whose `Option` no macro can see.
pub type Nullable<T> = Option<T>;

/// A table with one column of each kind.
#[derive(Table, Debug, Clone, PartialEq, Eq, Serialize)]
#[table(
    crate = ::renamed,
    name = "notes",
    insert(derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize), serde(deny_unknown_fields)),
    patch(derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize), serde(rename_all = "camelCase")),
)]
pub struct Note {
    /// The key, of a type of its own.
    #[column(primary_key)]
    pub id: NoteId,
    /// What it says.
    ///
    /// In several lines.
    #[column(insert(serde(rename = "bodyText")), patch(serde(alias = "body")))]
    pub body_text: String,
    /// Nullable, behind an alias.
    pub summary: Nullable<String>,
    /// Nullable.
    pub author: Option<String>,
    /// With a default.
    #[column(default = 1)]
    pub stars: i64,
    /// Required, but not in JSON.
    #[column(insert(serde(default)))]
    pub tags: Json<Vec<String>>,
    /// Computed.
    #[column(generated(stored, "length(body_text)"))]
    pub length: i64,
}

/// A newtype over an INTEGER key.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[column_type(crate = ::renamed)]
pub struct NoteId(pub i64);

/// A table whose key is a text of its own, so that it is required.
#[derive(Table, Debug, Clone, PartialEq, Eq)]
#[table(crate = ::renamed, insert(derive(Debug)), patch(derive(Debug, PartialEq, Eq)))]
pub struct Setting {
    /// The key.
    #[column(primary_key)]
    pub key: Key,
    /// Behind an alias, and an alias of it.
    pub content: Twice,
}

/// An alias of an alias.
pub type Twice = Nullable<Vec<u8>>;

/// A newtype over a text.
#[derive(ColumnType, Debug, Clone, PartialEq, Eq)]
#[column_type(crate = ::renamed)]
pub struct Key(pub String);

/// Models without any derive, of fields that implement nothing.
#[derive(Table, Debug)]
#[table(crate = ::renamed, insert(must_use = "a note to oneself"), patch(doc(hidden)))]
pub struct Bare {
    /// Neither `Clone` nor `PartialEq`.
    #[column(primary_key)]
    pub id: BareId,
    /// Passed on.
    #[column(insert(doc = "Only in the insert model."))]
    pub text: String,
}

/// Hardly more than a column type.
#[derive(ColumnType, Debug)]
#[column_type(crate = ::renamed)]
pub struct BareId(pub i64);

#[cfg(test)]
mod tests;
