//! A delete that gives back rows, and does not say which.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.delete::<User>().returning();
}

fn main() {}
