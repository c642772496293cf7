//! The tables as structs, and their checksums.

use orm_sqlite::prelude::*;
use workloads::checksum::{self, Checksum};

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "users")]
#[relations(posts = has_many(Post::USER_ID))]
pub(super) struct User {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) hair_color: Option<String>,
}

#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "posts")]
#[relations(comments = has_many(Comment::POST_ID))]
pub(super) struct Post {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(references = User::ID, constraint = false, index)]
    pub(super) user_id: i64,
    pub(super) title: String,
    pub(super) content: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "comments")]
pub(super) struct Comment {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(references = Post::ID, constraint = false, index)]
    pub(super) post_id: i64,
    pub(super) text: String,
}

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "measurements")]
pub(super) struct Measurement {
    #[column(primary_key)]
    pub(super) id: i64,
    pub(super) sensor: i64,
    pub(super) sequence: i64,
    pub(super) error_code: Option<i64>,
    pub(super) active: bool,
    pub(super) temperature: f64,
    pub(super) humidity: f64,
    pub(super) pressure: Option<f64>,
    pub(super) label: String,
    pub(super) unit: String,
    pub(super) location: String,
    pub(super) note: Option<String>,
    pub(super) payload: Vec<u8>,
    pub(super) digest: Vec<u8>,
    pub(super) signature: Option<Vec<u8>>,
}

/// A user with posts.
pub(super) type WithPosts = UserRow<Vec<Post>>;

/// A user with posts with comments.
pub(super) type WithComments = UserRow<Vec<PostRow<Vec<Comment>>>>;

workloads::checksums!(user: User, post: Post, comment: Comment, measurement: Measurement);

impl Checksum for WithPosts {
    fn checksum(&self) -> u64 {
        checksum::above(checksum::user(self.id, &self.name, self.hair_color.as_deref()), self.posts.checksum())
    }
}

impl Checksum for PostRow<Vec<Comment>> {
    fn checksum(&self) -> u64 {
        let post = checksum::post(self.id, self.user_id, &self.title, &self.content);
        checksum::above(post, self.comments.checksum())
    }
}

impl Checksum for WithComments {
    fn checksum(&self) -> u64 {
        checksum::above(checksum::user(self.id, &self.name, self.hair_color.as_deref()), self.posts.checksum())
    }
}
