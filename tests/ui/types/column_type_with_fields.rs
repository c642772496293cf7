//! `ColumnType` on an enum with fields.

use orm_sqlite::prelude::*;

#[derive(ColumnType)]
enum Role {
    Admin,
    Member(i64),
}

fn main() {}
