//! A read transaction writes.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(tx: &ReadTransaction<'_>, user: NewUser) {
    let _ = tx.insert(user);
}

fn main() {}
