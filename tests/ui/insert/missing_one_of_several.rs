//! One of several required columns is not set.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    email: String,
    name: String,
    age: i64,
    bio: Option<String>,
}

fn mistake(db: &Database) {
    let _ = db.insert(NewUser::builder().email("ada@x.org").name("Ada").build());
}

fn main() {}
