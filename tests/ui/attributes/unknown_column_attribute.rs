//! A misspelled attribute of a column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(uniqe)]
    name: String,
}

fn main() {}
