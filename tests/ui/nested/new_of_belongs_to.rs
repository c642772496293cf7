//! A `belongs_to` takes no new row below: its key stands in the row above.

use orm_sqlite::prelude::*;

#[derive(Table, Relations)]
#[relations(posts = has_many(Post::AUTHOR_ID), groups = many_to_many(Group, through(Membership::USER_ID, Membership::GROUP_ID)))]
struct User {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table, Relations)]
#[relations(
    author = belongs_to(author_id),
    tags = many_to_many(Tag, through(PostTag::POST_ID, PostTag::TAG_ID)),
    stats = has_one(Stats::POST_ID),
)]
struct Post {
    #[column(primary_key)]
    id: i64,
    #[column(references = User::ID)]
    author_id: i64,
    title: String,
}

#[derive(Table)]
struct Tag {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
#[table(primary_key(post_id, tag_id))]
struct PostTag {
    #[column(references = Post::ID)]
    post_id: i64,
    #[column(references = Tag::ID)]
    tag_id: i64,
}

#[derive(Table)]
struct Group {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(Table)]
#[table(primary_key(user_id, group_id))]
struct Membership {
    #[column(references = User::ID)]
    user_id: i64,
    #[column(references = Group::ID)]
    group_id: i64,
    role: String,
}

#[derive(View)]
#[view(existing)]
struct Stats {
    #[column(unique, references = Post::ID)]
    post_id: i64,
    likes: i64,
}

fn mistake(db: &Database) {
    let post = NewPost::builder().author_id(1).title("Odes").build();
    let _ = post.with_new(Post::author(), |_| [NewUser::builder().name("Ada").build()]);
}

fn main() {}
