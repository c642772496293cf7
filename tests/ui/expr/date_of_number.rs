//! A date that is a number.

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
    let _ = User::select().filter(User::LOGINS.date().eq("2024-01-01"));
}

fn main() {}
