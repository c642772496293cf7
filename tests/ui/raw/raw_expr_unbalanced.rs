//! Text that would leave the parentheses of its expression.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
}

fn mistake() {
    let _ = User::select().filter(sql!("1) or (1").expr());
    let _ = User::select().filter(sql!("({User::ID} = 1").expr());
    let _ = User::select().filter(sql!("{User::ID} = 'a").expr());
    let _ = User::select().filter(sql!("{User::ID} = 1 /* or").expr());
}

fn main() {}
