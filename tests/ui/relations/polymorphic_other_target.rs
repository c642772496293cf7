//! A polymorphic relation is asked for a table that it does not lead to.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(subject = polymorphic(subject_type, subject_id, Post = "post"))]
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

fn mistake(db: &Database) {
    let _ = db.select::<Comment>().filter(Comment::subject().is::<User>());
}

fn main() {}
