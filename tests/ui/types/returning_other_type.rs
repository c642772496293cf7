//! Returned rows are expected as another type.

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

fn mistake(db: &Database, user: NewUser) -> Option<Post> {
    db.insert(user).returning().one().ok()
}

fn main() {}
