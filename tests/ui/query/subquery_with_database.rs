//! A subquery that starts on the database.

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
    let _ = db.select::<User>().filter(exists(db.select::<Post>()));
}

fn main() {}
