//! A function of texts on a number.

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
    let _ = User::select().filter(User::LOGINS.lower().eq("notes"));
}

fn main() {}
