//! A struct that is no table is joined.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

struct Post {
    id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().inner_join::<Post>();
}

fn main() {}
