//! A function of a column of a table that is not joined.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
    logins: i64,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
    title: String,
}

fn mistake() {
    let _ = User::select().filter(Post::TITLE.lower().eq("notes"));
}

fn main() {}
