//! Returned columns are expected as another type.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database, user: NewUser) -> Option<(i64, i64)> {
    db.insert(user).returning_columns((User::ID, User::NAME)).one().ok()
}

fn main() {}
