//! A window names a table that is not joined.

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

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(count().over(window().partition_by(Post::TITLE)));
}

fn main() {}
