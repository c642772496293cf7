//! A column of a table that is not part of the query, put into a document.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    meta: Json<Vec<i64>>,
    avatar: Vec<u8>,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().set(User::META.to(User::META.json_set(JsonPath::root().last(), Post::ID))).all_rows();
}

fn main() {}
