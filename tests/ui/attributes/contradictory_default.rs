//! Two defaults of one column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    #[column(default = "x", default_sql = "'y'")]
    name: String,
}

fn main() {}
