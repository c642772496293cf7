//! A `filter` of an expression that is no aggregate.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(User::ID.mul(2).filter(User::ID.gt(3)));
}

fn main() {}
