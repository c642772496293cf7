//! `find` with one part of a composite key.

use orm_sqlite::prelude::*;

#[derive(Table)]
#[table(primary_key(user_id, group_id))]
struct Membership {
    user_id: i64,
    group_id: i64,
}

fn mistake(db: &Database) {
    let _ = db.find::<Membership>(1);
}

fn main() {}
