//! A version is given for a table that counts none.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().set(User::NAME.to("x")).filter(User::ID.eq(1)).version(3).run();
}

fn main() {}
