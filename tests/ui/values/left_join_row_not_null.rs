//! A row of a left join is read as if it were always there.

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
    title: String,
}

fn mistake(db: &Database) -> Option<Vec<(User, Post)>> {
    db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).all().ok()
}

fn main() {}
