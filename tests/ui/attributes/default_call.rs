//! A function as the default in the database.

use orm_sqlite::prelude::*;

fn name_of() -> String {
    "Ada".into()
}

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(default = name_of())]
    name: String,
}

fn main() {}
