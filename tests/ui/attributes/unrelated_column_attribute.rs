//! An attribute like none that there is.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(banana)]
    name: String,
}

fn main() {}
