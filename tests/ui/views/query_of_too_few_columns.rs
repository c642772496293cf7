//! A query of fewer columns than the view has fields.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(View)]
#[view(query = active)]
struct Active {
    id: i64,
    name: String,
}

fn active() -> impl ViewQuery<Active> {
    User::select().columns(User::ID)
}

fn main() {}
