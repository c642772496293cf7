//! Something is added to a text column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().set(User::NAME.to(User::NAME.add("!")));
}

fn main() {}
