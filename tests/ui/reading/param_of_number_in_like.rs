//! A number is no pattern.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.prepare(|id: Param<i64>| User::select().filter(User::NAME.contains(id)));
}

fn main() {}
