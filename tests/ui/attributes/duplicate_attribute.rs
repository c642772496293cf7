//! An attribute that is given twice.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(name = "users", name = "people")]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
