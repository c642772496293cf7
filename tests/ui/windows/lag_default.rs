//! The default of `lag` has another type.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(User::NAME.lag_or(1, 3).over(window()));
}

fn main() {}
