//! A relation is read that was not loaded.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::AUTHOR_ID))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table, Relations)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
    title: String,
}

fn mistake(db: &Database) -> Option<usize> {
    let user = db.query::<User>().one().ok()?;
    Some(user.posts.len())
}

fn main() {}
