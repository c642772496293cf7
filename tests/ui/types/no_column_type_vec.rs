//! A list is no column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    tags: Vec<String>,
}

fn main() {}
