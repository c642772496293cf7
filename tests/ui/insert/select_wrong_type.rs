//! A select of integers into a text column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.insert_select(User::NAME, User::select().columns(User::ID));
}

fn main() {}
