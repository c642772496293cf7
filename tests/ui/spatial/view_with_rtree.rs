//! A view has no indexes.

use orm_sqlite::prelude::*;

#[derive(View)]
#[view(existing, rtree(lon))]
struct Place {
    id: i64,
    lon: f64,
}

fn main() {}
