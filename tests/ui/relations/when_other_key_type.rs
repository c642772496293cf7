//! The key of a relation with `when` has another type than the primary key.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(comments = has_many(Comment::SUBJECT_ID, when(Comment::SUBJECT_TYPE = "post")))]
struct Post {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table)]
struct Comment {
    #[column(primary_key)]
    id: i64,
    subject_type: String,
    subject_id: String,
}

fn main() {}
