//! A join of an update that reads no other table.

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
    author_id: i64,
}

fn mistake(db: &Database) {
    let _ = db.update::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
}

fn main() {}
