//! A number is no pattern.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(User::NAME.like(5));
}

fn main() {}
