//! A builder is given an `Option` for a column that is never `NULL`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database, name: Option<String>) {
    let _ = db.insert(NewUser::builder().name(name).build());
}

fn main() {}
