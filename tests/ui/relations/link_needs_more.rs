//! A link is added where the table of links has a further column that must be set.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(
    posts  = has_many(Post::USER_ID),
    groups = many_to_many(Group, through(Seat::USER_ID, Seat::GROUP_ID)),
    tables = many_to_many(Group, through(Chair::USER_ID, Chair::GROUP_ID)),
)]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table, Relations)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    user_id: i64,
}

#[derive(Table, Relations)]
struct Group {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table)]
struct Seat {
    #[column(references = User::ID)]
    user_id: i64,
    #[column(references = Group::ID)]
    group_id: i64,
    role: String,
}

#[derive(Table)]
struct Chair {
    #[column(references = User::ID)]
    user_id: i64,
    #[column(references = Group::ID)]
    group_id: i64,
}

fn mistake(db: &Database) {
    let _ = db.link(User::groups(), 1, [1]);
}

fn main() {}
