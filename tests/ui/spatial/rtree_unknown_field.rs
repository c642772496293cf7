//! A field that the struct does not have.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(rtree(x(lfet, right)))]
struct Room {
    #[column(primary_key)]
    id: i64,
    left: f64,
    right: i64,
    name: String,
}

fn main() {}
