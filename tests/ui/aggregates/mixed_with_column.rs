//! An aggregate and a column in one expression, without `group_by`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().columns(count().add(User::ID));
}

fn main() {}
