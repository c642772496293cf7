//! One table twice in a query, without an alias.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().inner_join::<User>().on(User::ID.eq(1));
}

fn main() {}
