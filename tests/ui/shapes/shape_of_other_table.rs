//! A nested shape of another table than the relation's.

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

#[derive(Table, Relations)]
struct Tag {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Shape)]
#[shape(of = User)]
struct Card {
    posts: Vec<Label>,
}

#[derive(Shape)]
#[shape(of = Tag)]
struct Label {
    name: String,
}

fn main() {
    let _ = Card::load().to_sql();
}
