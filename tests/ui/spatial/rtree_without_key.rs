//! An R*Tree finds rows by an INTEGER key.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(rtree(left))]
struct Room {
    #[column(primary_key)]
    id: String,
    left: f64,
    right: i64,
    name: String,
}

fn main() {}
