//! A comparison stands where an assignment is meant.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().set(User::NAME.eq("Ada"));
}

fn main() {}
