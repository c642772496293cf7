//! A nullable column is assigned to one that is not.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().set(User::NAME.to(User::BIO));
}

fn main() {}
