//! A list of rows of another type.

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
    let _ = User::select().filter((User::NAME, User::ID).in_list([("Ada", "1")]));
}

fn main() {}
