//! The filter of a relation names a column of another table than the child.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::USER_ID, filter = User::ID.gt(1)))]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    user_id: i64,
}

fn main() {}
