//! `Relations` without `Table`.

use orm_sqlite::prelude::*;

#[derive(Relations)]
struct User {
    id: i64,
}

fn main() {}
