//! A filter names an alias that is not joined.

use orm_sqlite::prelude::*;

#[derive(Table)]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

alias!(Manager = User as "manager");

fn mistake(db: &Database) {
    let _ = db.select::<User>().filter(Manager::NAME.eq("Ada"));
}

fn main() {}
