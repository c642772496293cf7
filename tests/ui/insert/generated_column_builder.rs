//! A generated column is set in a builder.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    #[column(generated(stored, "upper(name)"))]
    loud: String,
}

fn mistake(db: &Database) {
    let _ = db.insert(NewUser::builder().name("Ada").loud("ADA").build());
}

fn main() {}
