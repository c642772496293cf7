//! A number has no words.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(fts(title, likes))]
struct Post {
    #[column(primary_key)]
    id: i64,
    title: String,
    likes: i64,
}

fn main() {}
