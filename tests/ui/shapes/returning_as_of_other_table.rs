//! A shape of another table than the one that is written.

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
}

#[derive(Shape)]
#[shape(of = User)]
struct Card {
    name: String,
}

fn main() {
    let db = Database::open_in_memory().unwrap();
    let _ = db.delete::<Post>().all_rows().returning_as::<Card>().all();
}
