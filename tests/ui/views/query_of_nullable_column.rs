//! A column that may be `NULL`, for a field that may not.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: Option<String>,
}

#[derive(View)]
#[view(query = names)]
struct Names {
    name: String,
}

fn names() -> impl ViewQuery<Names> {
    User::select().columns(User::NAME)
}

fn main() {}
