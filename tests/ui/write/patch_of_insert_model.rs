//! The insert model stands where the update model is meant.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database, new: NewUser) {
    let _ = db.update::<User>().patch(new);
}

fn main() {}
