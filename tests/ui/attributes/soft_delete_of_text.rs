//! Nothing says what a soft delete writes into a text.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(soft_delete = deleted_by)]
struct User {
    #[column(primary_key)]
    id: i64,
    deleted_by: Option<String>,
}

fn main() {}
