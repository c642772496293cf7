//! The column that marks deleted rows can never be NULL.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(soft_delete = deleted_at)]
struct User {
    #[column(primary_key)]
    id: i64,
    deleted_at: Timestamp,
}

fn main() {}
