//! FTS5 finds rows by an INTEGER key.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(fts(title))]
struct Post {
    #[column(primary_key)]
    slug: String,
    title: String,
}

fn main() {}
