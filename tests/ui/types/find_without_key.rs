//! `find` on a table without a primary key.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct Log {
    line: String,
}

fn mistake(db: &Database) {
    let _ = db.find::<Log>(1);
}

fn main() {}
