//! Two fields that are one column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(name = "name")]
    full_name: String,
}

fn main() {}
