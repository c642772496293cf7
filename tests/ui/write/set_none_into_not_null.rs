//! `None` is assigned to a column that is never `NULL`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database, name: Option<String>) {
    let _ = db.update::<User>().set(User::NAME.to(name));
}

fn main() {}
