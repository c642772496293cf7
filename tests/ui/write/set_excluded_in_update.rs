//! `set_excluded` in an update.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().set(User::NAME.set_excluded()).all_rows();
}

fn main() {}
