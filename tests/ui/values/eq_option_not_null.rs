//! `eq` takes no `Option`, also for a column that is never `NULL`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
}

fn mistake(db: &Database, name: Option<String>) {
    let _ = db.select::<User>().filter(User::NAME.eq(name));
}

fn main() {}
