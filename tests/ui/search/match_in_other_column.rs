//! A column of another table than the one that is searched.

use orm_sqlite::prelude::*;
use orm_sqlite::expr::Match;

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
    let _ = db.select::<Post>().search(Match::all("a").in_column(Tag::NAME));
}

fn main() {}
