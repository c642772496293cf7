//! A field whose type cannot be stored.

use orm_sqlite::prelude::*;

struct Point {
    x: f64,
}

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    home: Point,
}

fn main() {}
