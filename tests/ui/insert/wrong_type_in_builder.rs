//! A builder is given a value of the wrong type.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.insert(NewUser::builder().name(3).build());
}

fn main() {}
