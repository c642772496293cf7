//! A default function that gives another type than the field.

use orm_sqlite::prelude::*;

fn number() -> i64 {
    3
}

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(default_fn = number)]
    name: String,
}

fn main() {}
