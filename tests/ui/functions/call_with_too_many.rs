//! A function called with too many arguments.

use orm_sqlite::expr::{AggregateFunction, Function};
use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
}

const SLUG: Function<(String,), String> = Function::new("slug");
const LONGEST: AggregateFunction<(String,), String> = AggregateFunction::new("longest");

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(SLUG.call((User::NAME, 1))).all();
}

fn main() {}
