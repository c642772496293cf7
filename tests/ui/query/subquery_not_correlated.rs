//! A subquery that names a column outside, and does not start with correlated.

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

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(exists(Post::select().filter(Post::AUTHOR_ID.eq(User::ID))));
}

fn main() {}
