//! A struct that is no table in a schema.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

struct Post {
    id: i64,
}

fn mistake() -> Schema {
    schema!(User, Post)
}

fn main() {}
