//! `eq(None)` is never true in SQL.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(User::BIO.eq(None));
}

fn main() {}
