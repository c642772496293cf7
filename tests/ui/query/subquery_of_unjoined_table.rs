//! A subquery that names a table which the query outside does not have.

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
    let _ = db.select::<User>().filter(exists(User::correlated().filter(Post::AUTHOR_ID.eq(1))));
}

fn main() {}
