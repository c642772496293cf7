//! An aggregate in a tuple of orders, without `group_by`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().order_by((User::NAME, User::ID.max()));
}

fn main() {}
