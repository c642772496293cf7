//! A struct that is no table is selected.

use orm_sqlite::prelude::*;

struct User {
    id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>();
}

fn main() {}
