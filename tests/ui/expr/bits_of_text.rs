//! Bits of a text.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
    logins: i64,
}

fn mistake() {
    let _ = User::select().columns(User::NAME.bit_and("x"));
}

fn main() {}
