//! A subquery with two columns, where one is wanted.

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
    let _ = db.select::<User>().filter(User::ID.in_query(Post::select().columns((Post::ID, Post::TITLE))));
}

fn main() {}
