//! `has_one` over a column that is unique in a part of the rows, which the relation does not name.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(address = has_one(Address::USER_ID, filter = Address::MAIN.eq(false)))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
#[table(index(user_id, unique, where = "main = 1"))]
struct Address {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    user_id: i64,
    main: bool,
}

fn main() {}
