//! `set_excluded` of a column of another table.

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
    title: String,
}

fn mistake(db: &Database, user: NewUser) {
    let _ = db.insert(user).on_conflict(User::NAME).do_update(Post::TITLE.set_excluded());
}

fn main() {}
