//! A predicate of one table in a raw statement, without widening it.

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
    let predicate: Expr<User, bool> = User::ID.eq(1);
    let _ = sql!("select id from user where {predicate}").all::<i64, _>(db);
}

fn main() {}
