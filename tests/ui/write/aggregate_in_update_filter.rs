//! An aggregate in the filter of a delete.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.delete::<User>().filter(User::ID.max().eq(1));
}

fn main() {}
