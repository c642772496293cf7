//! An unknown kind of relation.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = hasmany(Post::AUTHOR_ID))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table, Relations)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
    title: String,
}

fn main() {}
