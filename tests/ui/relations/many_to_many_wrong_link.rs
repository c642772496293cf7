//! A link whose column references another table.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(groups = many_to_many(Group, through(Membership::USER_ID, Membership::USER_ID)))]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table)]
struct Group {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table)]
#[table(primary_key(user_id, group_id))]
struct Membership {
    #[column(references = User::ID)]
    user_id: i64,
    #[column(references = Group::ID)]
    group_id: i64,
}

fn main() {}
