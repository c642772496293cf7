//! The key of a polymorphic relation has another type than the primary key of one of its tables.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(subject = polymorphic(subject_type, subject_id, Post = "post"))]
struct Comment {
    #[column(primary_key)]
    id: i64,
    subject_type: String,
    subject_id: String,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
}
fn main() {}
