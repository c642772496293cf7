//! Two fields are marked as the primary key.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(primary_key)]
    name: String,
}

fn main() {}
