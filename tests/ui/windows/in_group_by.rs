//! Rows are grouped by a window function.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().group_by(rank().over(window().order_by(User::NAME)));
}

fn main() {}
