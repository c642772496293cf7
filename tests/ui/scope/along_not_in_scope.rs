//! A join along a relation of a table that is not part of the query.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::USER_ID))]
struct User {
    #[column(primary_key)]
    id: i64,
}

#[derive(Table, Relations)]
#[relations(author = belongs_to(user_id), editor = belongs_to(editor_id))]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    user_id: i64,
    #[column(references = User::ID)]
    editor_id: i64,
}

fn mistake(db: &Database) {
    let _ = db.select::<Post>().inner_join_along(User::posts());
}

fn main() {}
