//! `belongs_to` over a field that references nothing.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table, Relations)]
#[relations(author = belongs_to(author_id))]
struct Post {
    #[column(primary_key)]
    id: i64,
    author_id: i64,
}

fn main() {}
