//! Text that the program makes, taken for SQL.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
}

fn mistake(db: &Database) {
    let _ = sql!(&format!("select {}", 1)).all::<i64, _>(db);
}

fn main() {}
