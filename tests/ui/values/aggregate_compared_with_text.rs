//! An aggregate is compared with a text.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().group_by(User::NAME).having(count().gt("3"));
}

fn main() {}
