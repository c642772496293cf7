//! A window function without a window.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns((User::NAME, row_number()));
}

fn main() {}
