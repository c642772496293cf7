//! A filter after a set operation.

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
    let _ = db.select::<User>().union(User::select()).filter(User::ID.eq(1));
}

fn main() {}
