//! A misspelled attribute of the table.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(nmae = "users")]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
