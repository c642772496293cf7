//! A composite key over a field that does not exist.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(index(nmae))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
