//! Deleted rows of what is no relation.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Shape)]
#[shape(of = User)]
struct Card {
    #[shape(expr = User::ID.add(1), with_deleted)]
    id: i64,
    #[shape(with_deleted)]
    name: String,
}

fn main() {}
