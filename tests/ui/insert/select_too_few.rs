//! A select of fewer columns than are to be filled.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.insert_select((User::ID, User::NAME), User::select().columns(User::ID));
}

fn main() {}
