//! Branches of two types.

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
    let _ = User::select().columns(case().when(User::LOGINS.gt(4), User::NAME).otherwise(User::LOGINS));
}

fn main() {}
