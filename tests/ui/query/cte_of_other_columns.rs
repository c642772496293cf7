//! A query for a view whose fields have other types.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(View)]
struct Named {
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<Named>().with(Named::cte(User::select().columns((User::NAME, User::ID))));
}

fn main() {}
