//! Numbers with a fraction in an index of integers.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(rtree(right, left, integer))]
struct Room {
    #[column(primary_key)]
    id: i64,
    left: f64,
    right: i64,
    name: String,
}

fn main() {}
