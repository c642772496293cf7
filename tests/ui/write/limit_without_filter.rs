//! A limit says how many rows, not which.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.delete::<User>().limit(1).run();
}

fn main() {}
