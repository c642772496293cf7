//! The step of a recursive query with too few columns.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(View)]
struct Named {
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = Named::recursive(User::select().columns((User::ID, User::NAME))).union_all(Named::select().columns(Named::ID));
}

fn main() {}
