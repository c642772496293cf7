//! The table's own struct is inserted.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database, user: User) {
    let _ = db.insert(user);
}

fn main() {}
