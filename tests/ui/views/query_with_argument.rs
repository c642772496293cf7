//! A function that takes an argument, which nobody could give it.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(View)]
#[view(query = above)]
struct Above {
    id: i64,
}

fn above(least: i64) -> impl ViewQuery<Above> {
    User::select().filter(User::ID.ge(least)).columns(User::ID)
}

fn main() {}
