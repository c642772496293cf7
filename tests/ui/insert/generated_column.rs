//! A generated column is set in an insert.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(generated(stored, "upper(name)"))]
    loud: String,
}

fn mistake(db: &Database) {
    let _ = db.insert(NewUser { id: Set::Unset, name: "Ada".into(), loud: "ADA".into() });
}

fn main() {}
