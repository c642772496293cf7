//! A query that gives the struct of its table.

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
    User::select()
}

fn main() {}
