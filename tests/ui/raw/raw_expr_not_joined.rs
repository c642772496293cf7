//! A column of a table that is not joined, in a raw expression.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(sql!("{Post::ID} = {User::ID}").expr()).all();
}

fn main() {}
