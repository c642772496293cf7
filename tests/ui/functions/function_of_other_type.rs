//! A function registered with a body of other types.

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
    let _ = db.create_function(SLUG, |(number,): (i64,)| Ok(number.to_string()));
}

fn main() {}
