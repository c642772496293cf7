//! A function that may only read writes.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &impl Read, user: NewUser) {
    let _ = db.insert(user);
}

fn main() {}
