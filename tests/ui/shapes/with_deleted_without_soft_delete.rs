//! A field with deleted rows of a table that keeps none.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::AUTHOR_ID))]
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
}

#[derive(Shape)]
#[shape(of = User)]
struct Card {
    id: i64,
    #[shape(with_deleted)]
    posts: Vec<Post>,
}

fn main() {}
