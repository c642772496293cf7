//! A window function in a window.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(rank().over(window().order_by(row_number().over(window()))));
}

fn main() {}
