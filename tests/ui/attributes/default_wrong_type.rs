//! A default of another type than the field.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(default = 3)]
    name: String,
}

fn main() {}
