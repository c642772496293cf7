//! A value that cannot be bound stands in raw SQL.

use orm_sqlite::prelude::*;

struct Point {
    x: f64,
}

fn mistake(point: Point) {
    let _ = sql!("select {point}");
}

fn main() {}
