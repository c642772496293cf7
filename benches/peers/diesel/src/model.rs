//! The tables and the rows.

use diesel::prelude::*;

diesel::table! {
    users (id) {
        id -> BigInt,
        name -> Text,
        hair_color -> Nullable<Text>,
    }
}

diesel::table! {
    posts (id) {
        id -> BigInt,
        user_id -> BigInt,
        title -> Text,
        content -> Text,
    }
}

diesel::table! {
    comments (id) {
        id -> BigInt,
        post_id -> BigInt,
        text -> Text,
    }
}

diesel::table! {
    measurements (id) {
        id -> BigInt,
        sensor -> BigInt,
        sequence -> BigInt,
        error_code -> Nullable<BigInt>,
        active -> Bool,
        temperature -> Double,
        humidity -> Double,
        pressure -> Nullable<Double>,
        label -> Text,
        unit -> Text,
        location -> Text,
        note -> Nullable<Text>,
        payload -> Binary,
        digest -> Binary,
        signature -> Nullable<Binary>,
    }
}

diesel::joinable!(posts -> users (user_id));
diesel::joinable!(comments -> posts (post_id));
diesel::allow_tables_to_appear_in_same_query!(users, posts, comments);

#[derive(Queryable, Selectable, Identifiable)]
#[diesel(table_name = users, check_for_backend(diesel::sqlite::Sqlite))]
pub(crate) struct User {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) hair_color: Option<String>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = posts, belongs_to(User), check_for_backend(diesel::sqlite::Sqlite))]
pub(crate) struct Post {
    pub(crate) id: i64,
    pub(crate) user_id: i64,
    pub(crate) title: String,
    pub(crate) content: String,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = comments, belongs_to(Post), check_for_backend(diesel::sqlite::Sqlite))]
pub(crate) struct Comment {
    pub(crate) id: i64,
    pub(crate) post_id: i64,
    pub(crate) text: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = measurements, check_for_backend(diesel::sqlite::Sqlite))]
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

/// Without `treat_none_as_default_value`, each row of a batch would be a statement of its own.
#[derive(Insertable)]
#[diesel(table_name = users, treat_none_as_default_value = false)]
pub(crate) struct NewUser<'a> {
    pub(crate) name: &'a str,
    pub(crate) hair_color: Option<&'a str>,
}

workloads::checksums!(user: User, post: Post, comment: Comment, measurement: Measurement);
