//! A rank in a query that searches nothing.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(fts(title))]
struct Post {
    #[column(primary_key)]
    id: i64,
    title: String,
    likes: i64,
}

#[derive(Table)]
struct Tag {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<Post>().order_by(Search::<Post>::rank());
}

fn main() {}
