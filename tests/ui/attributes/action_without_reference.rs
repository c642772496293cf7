//! An action without a reference.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(on_delete = cascade)]
    name: String,
}

fn main() {}
