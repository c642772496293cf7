//! The right side of a join's condition names a third table.

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

#[derive(Table)]
struct Comment {
    #[column(primary_key)]
    id: i64,
    post_id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<User>().inner_join::<Post>().on(Post::ID.eq(Comment::POST_ID));
}

fn main() {}
