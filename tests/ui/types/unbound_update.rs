//! An update is run without a database.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake() {
    let _ = User::update().set(User::NAME.to("Ada")).all_rows().run();
}

fn main() {}
