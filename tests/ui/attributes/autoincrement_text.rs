//! `autoincrement` on a text column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key, autoincrement)]
    id: String,
}

fn main() {}
