//! An unknown action.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID, on_delete = delete)]
    name: i64,
}

fn main() {}
