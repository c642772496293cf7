//! The ends of a dimension are compared with the same values.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(rtree(x(left, right)))]
struct Room {
    #[column(primary_key)]
    id: i64,
    left: f64,
    right: i64,
    name: String,
}

fn main() {}
