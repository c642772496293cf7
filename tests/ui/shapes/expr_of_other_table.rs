//! An expression over another table.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::AUTHOR_ID))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    logins: i64,
}

#[derive(Table, Relations)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
    title: String,
}

#[derive(Shape)]
#[shape(of = User)]
struct Card {
    #[shape(expr = Post::ID.mul(2))]
    double: i64,
}

fn main() {
    let _ = Card::load().to_sql();
}
