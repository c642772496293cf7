//! A list of what cannot be bound.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let users: &Vec<User> = &db.select::<User>().all().unwrap();
    let _ = sql!("select id from users where id in ({users})");
}

fn main() {}
