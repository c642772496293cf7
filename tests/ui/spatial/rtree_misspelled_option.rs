//! An option that is misspelled.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(rtree(right, intgere))]
struct Room {
    #[column(primary_key)]
    id: i64,
    left: f64,
    right: i64,
    name: String,
}

fn main() {}
