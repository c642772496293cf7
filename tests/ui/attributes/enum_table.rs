//! `Table` on an enum.

use orm_sqlite::prelude::*;

#[derive(Table)]
enum User {
    Admin,
    Member,
}

fn main() {}
