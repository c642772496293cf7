//! A column of a left join is read as if it were never `NULL`.

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

fn mistake(db: &Database) -> Option<Vec<(String, String)>> {
    let query = db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    query.columns((User::NAME, Post::TITLE)).all().ok()
}

fn main() {}
