//! `excluded` in an update: there is no row that could not be added.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    logins: i64,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(excluded(User::LOGINS))));
}

fn main() {}
