//! A condition of an insert that changes no stored row.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database, user: NewUser) {
    let _ = db.insert(user).on_conflict(User::ID).do_nothing().filter(User::NAME.eq("x"));
}

fn main() {}
