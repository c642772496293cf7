//! A column of a table that the update does not read.

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

#[derive(Table)]
struct Tag {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().from::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).filter(Tag::NAME.eq("x"));
}

fn main() {}
