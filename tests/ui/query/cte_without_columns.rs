//! A query for a view that gives whole rows.

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
    let _ = db.select::<Named>().with(Named::cte(User::select()));
}

fn main() {}
