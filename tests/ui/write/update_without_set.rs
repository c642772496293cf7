//! An update that sets nothing.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().filter(User::ID.eq(1)).run();
}

fn main() {}
