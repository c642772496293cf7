//! A set operation that is distinct as a whole.

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

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(User::ID).union_all(Post::select().columns(Post::ID)).distinct();
}

fn main() {}
