//! A shape that takes values at run time, without them.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::AUTHOR_ID))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
    logins: i64,
}

#[derive(Table, Relations)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
    title: String,
}

struct Page {
    posts: u64,
}

#[derive(Shape)]
#[shape(of = User, params = Page)]
struct Card {
    #[shape(limit = params.posts)]
    posts: Vec<Post>,
}

fn main() {
    let db = Database::open_in_memory().unwrap();
    let _ = db.load::<Card>().all();
}
