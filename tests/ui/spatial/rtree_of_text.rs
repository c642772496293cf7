//! Text has no place on an axis.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(rtree(left, name))]
struct Room {
    #[column(primary_key)]
    id: i64,
    left: f64,
    right: i64,
    name: String,
}

fn main() {}
