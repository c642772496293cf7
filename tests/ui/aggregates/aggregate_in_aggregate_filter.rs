//! An aggregate in the `filter` of an aggregate.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(count().filter(User::ID.max().gt(3)));
}

fn main() {}
