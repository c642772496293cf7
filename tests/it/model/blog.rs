//! Users, posts, comments, profiles, groups and tags: the README's tables, and a little more.

use orm_sqlite::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "users", insert(derive(Debug, Clone)), patch(derive(Debug, Clone)))]
#[relations(
    posts      = has_many(Post::AUTHOR_ID),
    edited     = has_many(Post::EDITOR_ID),
    profile    = has_one(Profile::USER_ID),
    groups     = many_to_many(Group, through(Membership::USER_ID, Membership::GROUP_ID)),
    invited_by = belongs_to(invited_by_id),
    invitees   = has_many(User::INVITED_BY_ID),
    friends    = many_to_many(User, through(Friendship::USER_ID, Friendship::FRIEND_ID)),
)]
pub(crate) struct User {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique)]
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) bio: Option<String>,
    #[column(default = Role::Member)]
    pub(crate) role: Role,
    #[column(default = 0)]
    pub(crate) logins: i64,
    #[column(references = User::ID, on_delete = set_null)]
    pub(crate) invited_by_id: Option<i64>,
}

/// An enum as TEXT.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Role {
    Admin,
    Member,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "posts", insert(derive(Debug, Clone)))]
#[relations(
    author   = belongs_to(author_id),
    editor   = belongs_to(editor_id),
    comments = has_many(Comment::POST_ID),
    tags     = many_to_many(Tag, through(PostTag::POST_ID, PostTag::TAG_ID)),
)]
pub(crate) struct Post {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = User::ID, on_delete = cascade, index)]
    pub(crate) author_id: i64,
    #[column(references = User::ID, index)]
    pub(crate) editor_id: Option<i64>,
    pub(crate) title: String,
    #[column(default = false)]
    pub(crate) published: bool,
    pub(crate) score: Option<i64>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "comments")]
#[relations(post = belongs_to(post_id))]
pub(crate) struct Comment {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(references = Post::ID, on_delete = cascade, index)]
    pub(crate) post_id: i64,
    pub(crate) body: String,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "profiles")]
#[relations(user = belongs_to(user_id))]
pub(crate) struct Profile {
    #[column(primary_key)]
    pub(crate) id: i64,
    #[column(unique, references = User::ID)]
    pub(crate) user_id: i64,
    pub(crate) site: Option<String>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "groups")]
#[relations(members = many_to_many(User, through(Membership::GROUP_ID, Membership::USER_ID)))]
pub(crate) struct Group {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) name: String,
}

#[derive(Table, Debug, Clone, PartialEq, Serialize)]
#[table(name = "memberships", primary_key(user_id, group_id), without_rowid)]
pub(crate) struct Membership {
    #[column(references = User::ID, on_delete = cascade)]
    pub(crate) user_id: i64,
    #[column(references = Group::ID)]
    pub(crate) group_id: i64,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "friendships", primary_key(user_id, friend_id), without_rowid)]
pub(crate) struct Friendship {
    #[column(references = User::ID)]
    pub(crate) user_id: i64,
    #[column(references = User::ID)]
    pub(crate) friend_id: i64,
}

#[derive(Table, Relations, Debug, Clone, PartialEq, Serialize)]
#[table(name = "tags")]
#[relations(posts = many_to_many(Post, through(PostTag::TAG_ID, PostTag::POST_ID)))]
pub(crate) struct Tag {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) label: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "post_tags", primary_key(post_id, tag_id), without_rowid)]
pub(crate) struct PostTag {
    #[column(references = Post::ID, on_delete = cascade)]
    pub(crate) post_id: i64,
    #[column(references = Tag::ID)]
    pub(crate) tag_id: i64,
}

alias!(pub(crate) Inviter = User as "inviter");
alias!(pub(crate) Editor = User as "editor");

pub(crate) fn blog_schema() -> Schema {
    schema!(User, Post, Comment, Profile, Group, Membership, Friendship, Tag, PostTag)
}

/// Ada wrote three posts, Bob one; Cyd none. Dee is in no relation at all.
pub(crate) const SEED: &str = "
insert into users (id, email, name, bio, role, logins, invited_by_id) values
    (1, 'ada@x', 'Ada', 'first', 'admin', 5, null),
    (2, 'bob@x', 'Bob', null, 'member', 3, 1),
    (3, 'cyd@x', 'Cyd', '', 'member', 3, 1),
    (4, 'dee@x', 'Dee', null, 'member', 0, null);
insert into posts (id, author_id, editor_id, title, published, score) values
    (10, 1, 2, 'Notes', 1, 7),
    (11, 1, null, 'Engines', 1, null),
    (12, 1, 3, 'Draft', 0, 2),
    (13, 2, 1, 'Reply', 1, 2);
insert into comments (id, post_id, body) values
    (100, 10, 'one'), (101, 10, 'two'), (102, 10, 'three'), (103, 13, 'four');
insert into profiles (id, user_id, site) values (1, 1, 'ada.org'), (2, 2, null);
insert into groups (id, name) values (1, 'red'), (2, 'blue'), (3, 'empty');
insert into memberships (user_id, group_id) values (1, 1), (1, 2), (2, 1);
insert into friendships (user_id, friend_id) values (1, 2), (1, 3), (2, 1);
insert into tags (id, label) values (1, 'rust'), (2, 'sql'), (3, 'unused');
insert into post_tags (post_id, tag_id) values (10, 1), (10, 2), (11, 1), (13, 2);
";
