//! A `filter` of an expression that is more than an aggregate.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(count().add(1).filter(User::ID.gt(3)));
}

fn main() {}
