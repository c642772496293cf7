//! `index` together with `no_index`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(index, no_index)]
    name: String,
}

fn main() {}
