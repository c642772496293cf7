//! `ColumnType` on a newtype over a type that cannot be stored.

use orm_sqlite::prelude::*;

struct Point {
    x: f64,
}

#[derive(ColumnType)]
struct Home(Point);

fn main() {}
