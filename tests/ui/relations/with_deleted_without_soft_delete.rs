//! A relation with deleted rows of a table that keeps none.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::AUTHOR_ID, with_deleted))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table, Relations)]
#[relations(author = belongs_to(author_id, with_deleted = true))]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
}

fn main() {}
