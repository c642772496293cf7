//! `Table` on a generic struct.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User<T> {
    #[column(primary_key)]
    id: T,
}

fn main() {}
