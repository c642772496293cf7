//! A query whose columns have other types than the fields.

use orm_sqlite::engine::Unbound;
use orm_sqlite::prelude::*;
use orm_sqlite::query::Select;

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

fn active() -> Select<User, Unbound, (i64, i64)> {
    User::select().columns((User::ID, User::ID))
}

fn main() {}
