//! The insert model has the name of the struct.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(insert(name = User))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
