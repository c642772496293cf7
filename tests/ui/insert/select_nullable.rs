//! A nullable column into one that is never `NULL`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
}

fn mistake(db: &Database) {
    let _ = db.insert_select((User::ID, User::NAME), User::select().columns((User::ID, User::BIO)));
}

fn main() {}
