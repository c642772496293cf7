//! The list of `in_list` is a reference to values of the wrong type.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

fn mistake(db: &Database) {
    let names = vec!["a".to_owned()];
    let _ = db.select::<User>().filter(User::ID.in_list(&names));
}

fn main() {}
