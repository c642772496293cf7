//! Two fields that would make one const.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(name = "n")]
    Name: String,
}

fn main() {}
