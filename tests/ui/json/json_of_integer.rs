//! A JSON function of an integer column.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    meta: Json<Vec<i64>>,
    avatar: Vec<u8>,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(User::ID.json_type(JsonPath::root()).is_null());
}

fn main() {}
