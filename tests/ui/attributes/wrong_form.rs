//! A value where a text is expected.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(name = users)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn main() {}
