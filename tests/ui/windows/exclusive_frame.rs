//! A frame whose end does not count.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(count().over(window().rows(-2..0)));
}

fn main() {}
