//! A raw expression of another type than the filter wants.

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
    let _ = db.select::<User>().filter(sql!("{User::ID} + 1").expr::<i64>()).all();
}

fn main() {}
