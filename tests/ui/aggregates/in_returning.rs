//! An aggregate among the columns that a write returns.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.delete::<User>().filter(User::ID.eq(1)).returning_columns((count(), User::ID));
}

fn main() {}
