//! A query asks for the deleted rows of a table that deletes for good.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().with_deleted();
}

fn main() {}
