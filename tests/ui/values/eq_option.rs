//! `eq` takes no `Option`.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    bio: Option<String>,
}

fn mistake(db: &Database, bio: Option<String>) {
    let _ = db.select::<User>().filter(User::BIO.eq(bio));
}

fn main() {}
