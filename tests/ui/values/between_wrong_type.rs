//! An end of `between` has the wrong type.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(User::ID.between(1, "9"));
}

fn main() {}
