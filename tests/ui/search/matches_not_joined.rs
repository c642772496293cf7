//! The predicate of a table that is not in the query.

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
    let _ = db.select::<Tag>().filter(Post::matches("a"));
}

fn main() {}
