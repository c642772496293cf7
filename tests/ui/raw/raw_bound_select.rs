//! A select with a database, in a raw statement.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
}

fn mistake(db: &Database) {
    let posts = db.select::<Post>();
    let _ = sql!("select id from user where id in ({posts})").all::<i64, _>(db);
}

fn main() {}
