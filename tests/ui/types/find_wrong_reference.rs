//! `find` with a reference to a key of the wrong type.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let id = 1_u32;
    let _ = db.find::<User>(&id);
}

fn main() {}
