//! An unknown column in a builder.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.insert(NewUser::builder().nmae("Ada").build());
}

fn main() {}
