//! An unknown column in the literal of the insert model.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.insert(NewUser { id: Set::Unset, name: "Ada".into(), nmae: "Ada".into() });
}

fn main() {}
