//! The type of a polymorphic relation is a number, and the column is TEXT.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(subject = polymorphic(subject_type, subject_id, Post = 1))]
struct Comment {
    #[column(primary_key)]
    id: i64,
    subject_type: String,
    subject_id: i64,
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
