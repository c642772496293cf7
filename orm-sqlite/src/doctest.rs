//! The models and the seeded database of the documentation's examples.
//!
//! Three users, of whom Ada has invited the two others; three posts, none of them Cleo's; comments, tags and a profile.
//! It is no part of the library, and stands here only because an example can reach nothing but a public item.

use orm_core::error::Error;

use crate::prelude::*;

/// A user: Ada (1), Bob (2) or Cleo (3).
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "users")]
#[relations(
    posts = has_many(Post::AUTHOR_ID),
    comments = has_many(Comment::AUTHOR_ID),
    profile = has_one(Profile::USER_ID),
    invited_by = belongs_to(invited_by_id),
)]
pub struct User {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The address.
    #[column(unique)]
    pub email: String,
    /// The name.
    pub name: String,
    /// Only Ada has one.
    pub bio: Option<String>,
    /// What the user may do.
    #[column(default = Role::Member)]
    pub role: Role,
    /// How often the user was here: 3, 0 and 5 times.
    #[column(default = 0)]
    pub logins: i64,
    /// Ada for the two others.
    #[column(references = User::ID, on_delete = set_null)]
    pub invited_by_id: Option<i64>,
}

/// What a user may do.
#[derive(ColumnType, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Everything.
    Admin,
    /// Some things.
    Member,
}

/// A post: Ada's "Notes" (1) and "Engines" (2), Bob's "Draft" (3).
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "posts")]
#[relations(
    author = belongs_to(author_id),
    comments = has_many(Comment::POST_ID),
    tags = many_to_many(Tag, through(PostTag::POST_ID, PostTag::TAG_ID)),
)]
pub struct Post {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Who wrote it.
    #[column(references = User::ID, on_delete = cascade, index)]
    pub author_id: i64,
    /// The title.
    pub title: String,
    /// Whether everybody sees it; the draft is not.
    #[column(default = false)]
    pub published: bool,
    /// How many like it: 5, 8 and 0.
    #[column(default = 0)]
    pub likes: i64,
}

/// A comment: Bob's and Cleo's below "Notes", Bob's below "Engines".
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "comments")]
#[relations(post = belongs_to(post_id), author = belongs_to(author_id))]
pub struct Comment {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Below which post it stands.
    #[column(references = Post::ID, on_delete = cascade, index)]
    pub post_id: i64,
    /// Who wrote it.
    #[column(references = User::ID, index)]
    pub author_id: i64,
    /// The text.
    pub body: String,
}

/// A tag: "math" (1) on both of Ada's posts, "machines" (2) on "Engines".
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "tags")]
#[relations(posts = many_to_many(Post, through(PostTag::TAG_ID, PostTag::POST_ID)))]
pub struct Tag {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The name.
    #[column(unique)]
    pub name: String,
}

/// Which post has which tag.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "post_tags", primary_key(post_id, tag_id), without_rowid)]
pub struct PostTag {
    /// The post.
    #[column(references = Post::ID, on_delete = cascade)]
    pub post_id: i64,
    /// The tag.
    #[column(references = Tag::ID, on_delete = cascade, index)]
    pub tag_id: i64,
}

/// A profile; only Ada has one.
#[derive(Table, Relations, Debug, Clone, PartialEq)]
#[table(name = "profiles")]
#[relations(user = belongs_to(user_id))]
pub struct Profile {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// Whose it is.
    #[column(unique, references = User::ID, on_delete = cascade)]
    pub user_id: i64,
    /// Where to read more.
    pub site: String,
}

/// A device: a dark phone (1) and a light laptop (2).
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "devices")]
pub struct Device {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The name.
    pub name: String,
    /// `{"theme":"dark","volume":7,"tags":["new","blue"]}` and `{"theme":"light","volume":3.5,"tags":[]}`.
    pub settings: Json<JsonValue>,
}

/// An article: "The Engine" (1) and "Notes" (2), whose bodies name an engine, and "Tea" (3) without a body.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "articles", fts(title, body))]
pub struct Article {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The title.
    pub title: String,
    /// The text.
    pub body: Option<String>,
}

/// A room: the "hall" (1) from (0, 0) to (4, 4), the "study" (2) to its right from (4, 0) to (6, 1), and the "attic" (3) from
/// (3, 5) to (9, 8).
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "rooms", rtree(x(left, right), y(top, bottom)))]
pub struct Room {
    /// The key.
    #[column(primary_key)]
    pub id: i64,
    /// The name.
    pub name: String,
    /// Where it begins.
    pub left: f64,
    /// Where it ends.
    pub right: f64,
    /// Where it begins, seen from above.
    pub top: f64,
    /// Where it ends, seen from above.
    pub bottom: f64,
}

/// A new database in memory with the rows that the models tell of.
///
/// # Errors
///
/// When SQLite refuses one of the statements.
pub fn database() -> Result<Database, Error> {
    let db = Database::open_in_memory()?;
    db.create_tables(&schema!(User, Post, Comment, Tag, PostTag, Profile, Device, Article, Room))?;
    let user = |name: &str, email: &str, logins| NewUser::builder().name(name).email(email).logins(logins);
    db.insert_many([
        user("Ada", "ada@x.org", 3).role(Role::Admin).bio("wrote the first program").build(),
        user("Bob", "bob@x.org", 0).invited_by_id(1).build(),
        user("Cleo", "cleo@x.org", 5).invited_by_id(1).build(),
    ])
    .run()?;
    let post = |author: i64, title: &str, likes| NewPost::builder().author_id(author).title(title).likes(likes);
    db.insert_many([
        post(1, "Notes", 5).published(true).build(),
        post(1, "Engines", 8).published(true).build(),
        post(2, "Draft", 0).build(),
    ])
    .run()?;
    let comment = |post: i64, author: i64, body: &str| NewComment::builder().post_id(post).author_id(author).body(body);
    db.insert_many([comment(1, 2, "Thanks").build(), comment(1, 3, "More!").build(), comment(2, 2, "Wow").build()])
        .run()?;
    db.insert_many(["math", "machines"].map(|name| NewTag::builder().name(name).build())).run()?;
    let links = [(1, 1), (2, 1), (2, 2)];
    db.insert_many(links.map(|(post, tag)| NewPostTag::builder().post_id(post).tag_id(tag).build())).run()?;
    db.insert(NewProfile::builder().user_id(1).site("https://ada.example").build()).run()?;
    for (name, settings) in [
        ("phone", r#"{"theme":"dark","volume":7,"tags":["new","blue"]}"#),
        ("laptop", r#"{"theme":"light","volume":3.5,"tags":[]}"#),
    ] {
        sql!("insert into devices (name, settings) values ({name}, {settings})").run(&db)?;
    }
    let article = |title: &str| NewArticle::builder().title(title);
    db.insert_many([
        article("The Engine").body("An engine runs on steam, and so does a kettle.").build(),
        article("Notes").body("How an engine counts").build(),
        article("Tea").build(),
    ])
    .run()?;
    let room = |name: &str, left, right, top, bottom| {
        NewRoom::builder().name(name).left(left).right(right).top(top).bottom(bottom).build()
    };
    db.insert_many([
        room("hall", 0.0, 4.0, 0.0, 4.0),
        room("study", 4.0, 6.0, 0.0, 1.0),
        room("attic", 3.0, 9.0, 5.0, 8.0),
    ])
    .run()?;
    Ok(db)
}
