//! A nullable column is read as if it were never `NULL`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
}

fn mistake(db: &Database) -> Option<Vec<String>> {
    db.select::<User>().columns(User::BIO).all().ok()
}

fn main() {}
