//! A required column is missing in the literal of the insert model.

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
    let _ = db.insert(NewUser { id: Set::Unset, email: "ada@x.org".into(), name: "Ada".into(), bio: Set::Unset });
}

fn main() {}
