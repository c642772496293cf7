//! `autoincrement` on a column whose type turns out not to be an INTEGER.

use orm_sqlite::prelude::*;

type Id = String;

#[derive(Table)]
struct User {
    #[column(primary_key, autoincrement)]
    id: Id,
}

fn main() {}
