//! A branch with a column of a table that is not joined.

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
    let _ = User::select().columns(case().when(User::LOGINS.gt(4), User::NAME).otherwise(Post::TITLE));
}

fn main() {}
