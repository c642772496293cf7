//! The parameter of `find` has another type than the key.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.prepare(|id: Param<String>| User::select().find(id));
}

fn main() {}
