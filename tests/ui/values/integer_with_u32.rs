//! An `i64` column is compared with a `u32`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database, id: u32) {
    let _ = db.select::<User>().filter(User::ID.gt(id));
}

fn main() {}
