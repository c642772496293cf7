//! A document read by the method for single values.

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
    let _ = db.select::<User>().columns(User::META.json_extract::<Json<Vec<i64>>>(JsonPath::root())).all();
}

fn main() {}
