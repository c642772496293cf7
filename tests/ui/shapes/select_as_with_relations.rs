//! A shape with relations, read from the rows of a select.

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
    name: String,
    posts: Vec<Post>,
}

fn main() {
    let _ = User::select().select_as::<Card>().to_sql();
}
