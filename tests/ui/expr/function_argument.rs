//! A number where a function takes a text.

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
    let _ = User::select().filter(User::NAME.instr(5).gt(0));
}

fn main() {}
