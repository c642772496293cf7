//! The rows as plain structs. A side may have its own; `ours` and most peers do.

/// A row of `users`, and what an insert of one is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The primary key.
    pub id: i64,
    /// Never missing.
    pub name: String,
    /// Missing in every sixth row.
    pub hair_color: Option<String>,
}

/// A row of `posts`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The primary key.
    pub id: i64,
    /// Whose post it is.
    pub user_id: i64,
    /// A short text.
    pub title: String,
    /// A longer one.
    pub content: String,
}

/// A row of `comments`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The primary key.
    pub id: i64,
    /// The post that it is about.
    pub post_id: i64,
    /// A text.
    pub text: String,
}

/// A row of the join: who wrote what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The user's key.
    pub user_id: i64,
    /// The user's name.
    pub name: String,
    /// The post's key.
    pub post_id: i64,
    /// The post's title.
    pub title: String,
}

/// A row of `measurements`: fifteen columns of all types.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names say it, and none of them matters")]
pub struct Measurement {
    pub id: i64,
    pub sensor: i64,
    pub sequence: i64,
    pub error_code: Option<i64>,
    pub active: bool,
    pub temperature: f64,
    pub humidity: f64,
    pub pressure: Option<f64>,
    pub label: String,
    pub unit: String,
    pub location: String,
    pub note: Option<String>,
    pub payload: Vec<u8>,
    pub digest: Vec<u8>,
    pub signature: Option<Vec<u8>>,
}
