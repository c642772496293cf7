//! The rows, read by the names of their columns.

use sqlx::FromRow;

#[derive(FromRow)]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) hair_color: Option<String>,
}

#[derive(FromRow)]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) title: String,
    pub(crate) content: String,
}

#[derive(FromRow)]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) post_id: i64,
    pub(crate) text: String,
}

#[derive(FromRow)]
pub(crate) struct Measurement {
    pub(crate) id: i64,
    pub(crate) sensor: i64,
    pub(crate) sequence: i64,
    pub(crate) error_code: Option<i64>,
    pub(crate) active: bool,
    pub(crate) temperature: f64,
    pub(crate) humidity: f64,
    pub(crate) pressure: Option<f64>,
    pub(crate) label: String,
    pub(crate) unit: String,
    pub(crate) location: String,
    pub(crate) note: Option<String>,
    pub(crate) payload: Vec<u8>,
    pub(crate) digest: Vec<u8>,
    pub(crate) signature: Option<Vec<u8>>,
}

workloads::checksums!(user: User, post: Post, comment: Comment, measurement: Measurement);
