//! A field that the struct does not have.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(fts(titel))]
struct Post {
    #[column(primary_key)]
    id: i64,
    title: String,
    likes: i64,
}

fn main() {}
