//! A nested shape that takes values at run time, which the outer one does not have.

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
#[relations(comments = has_many(Comment::POST_ID))]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
    title: String,
}

#[derive(Table, Relations)]
struct Comment {
    #[column(primary_key)]
    id: i64,
    #[column(references = Post::ID)]
    post_id: i64,
}

struct Page {
    comments: u64,
}

#[derive(Shape)]
#[shape(of = User)]
struct Card {
    posts: Vec<Found>,
}

#[derive(Shape)]
#[shape(of = Post, params = Page)]
struct Found {
    #[shape(limit = params.comments)]
    comments: Vec<Comment>,
}

fn main() {
    let _ = Card::load().to_sql();
}
