//! The models. The keys are `u64`: with `i64`, a load of relations fails inside of toasty 0.11.

use toasty::Deferred;
use workloads::checksum::{self, Checksum};

#[derive(Debug, toasty::Model)]
#[table = "users"]
pub struct User {
    #[key]
    #[auto]
    pub id: u64,
    pub name: String,
    pub hair_color: Option<String>,
    #[has_many]
    pub posts: Deferred<Vec<Post>>,
}

#[derive(Debug, toasty::Model)]
#[table = "posts"]
pub struct Post {
    #[key]
    #[auto]
    pub id: u64,
    #[index]
    pub user_id: u64,
    #[belongs_to(key = user_id, references = id)]
    pub user: Deferred<User>,
    pub title: String,
    pub content: String,
    #[has_many]
    pub comments: Deferred<Vec<Comment>>,
}

#[derive(Debug, toasty::Model)]
#[table = "comments"]
pub struct Comment {
    #[key]
    #[auto]
    pub id: u64,
    #[index]
    pub post_id: u64,
    #[belongs_to(key = post_id, references = id)]
    pub post: Deferred<Post>,
    pub text: String,
}

#[derive(Debug, toasty::Model)]
#[table = "measurements"]
pub struct Measurement {
    #[key]
    #[auto]
    pub id: u64,
    pub sensor: i64,
    pub sequence: i64,
    pub error_code: Option<i64>,
    pub active: bool,
    pub temperature: f64,
    pub humidity: f64,
    pub pressure: Option<f64>,
    pub label: String,
    pub unit: String,
    pub location: String,
    pub note: Option<String>,
    pub payload: Vec<u8>,
    pub digest: Vec<u8>,
    pub signature: Option<Vec<u8>>,
}

impl Checksum for User {
    fn checksum(&self) -> u64 {
        checksum::user(self.id.cast_signed(), &self.name, self.hair_color.as_deref())
    }
}

impl Checksum for Post {
    fn checksum(&self) -> u64 {
        checksum::post(self.id.cast_signed(), self.user_id.cast_signed(), &self.title, &self.content)
    }
}

impl Checksum for Comment {
    fn checksum(&self) -> u64 {
        checksum::comment(self.id.cast_signed(), self.post_id.cast_signed(), &self.text)
    }
}

impl Checksum for Measurement {
    fn checksum(&self) -> u64 {
        checksum::measurement(
            (self.id.cast_signed(), self.sensor, self.sequence, self.error_code, self.active),
            (self.temperature, self.humidity, self.pressure),
            (&self.label, &self.unit, &self.location, self.note.as_deref()),
            (&self.payload, &self.digest, self.signature.as_deref()),
        )
    }
}

/// Users whose posts are loaded.
pub struct WithPosts(pub Vec<User>);

impl Checksum for WithPosts {
    fn checksum(&self) -> u64 {
        checksum::all(self.0.iter().map(|user| checksum::above(user.checksum(), user.posts.get().checksum())))
    }
}

/// Users whose posts and their comments are loaded.
pub struct WithComments(pub Vec<User>);

impl Checksum for WithComments {
    fn checksum(&self) -> u64 {
        let post = |post: &Post| checksum::above(post.checksum(), post.comments.get().checksum());
        let posts = |user: &User| checksum::all(user.posts.get().iter().map(post));
        checksum::all(self.0.iter().map(|user| checksum::above(user.checksum(), posts(user))))
    }
}

/// Posts whose user is loaded.
pub struct WithUser(pub Vec<Post>);

impl Checksum for WithUser {
    fn checksum(&self) -> u64 {
        let pair = |post: &Post| {
            let user = post.user.get();
            checksum::pair(user.id.cast_signed(), &user.name, post.id.cast_signed(), &post.title)
        };
        checksum::all(self.0.iter().map(pair))
    }
}
