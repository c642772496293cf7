//! A raw result is read as something that is no row.

use orm_sqlite::prelude::*;

struct Point {
    x: f64,
}

fn mistake(db: &Database) -> Option<Point> {
    sql!("select 1").one(db).ok()
}

fn main() {}
