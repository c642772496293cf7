//! A window over an aggregate with `DISTINCT`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(User::NAME.count_distinct().over(window()));
}

fn main() {}
