//! The list of `in_list` has values of the wrong type.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(User::ID.in_list(["1", "2"]));
}

fn main() {}
