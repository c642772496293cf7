//! An attribute of the table on a field.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[table(name = "x")]
    bio: Option<String>,
}

fn main() {}
