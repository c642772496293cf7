//! The target of `on_conflict` is a column of another table.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
    author_id: i64,
    title: String,
}

fn mistake(db: &Database, user: NewUser) {
    let _ = db.insert(user).on_conflict(Post::ID).do_nothing();
}

fn main() {}
