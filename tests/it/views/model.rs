//! Views of the blog.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Post, SEED, User, blog_schema};

/// One row for each author, by a query that groups.
#[derive(View, Relations, Debug, Clone, PartialEq, serde::Serialize)]
#[view(query = author_stats)]
#[relations(author = belongs_to(author_id), published = has_many(PublishedPost::STATS_ID))]
pub(super) struct AuthorStats {
    #[column(primary_key, references = User::ID)]
    pub(super) author_id: i64,
    #[column(name = "posts count")]
    pub(super) posts: i64,
    pub(super) best: Option<i64>,
}

fn author_stats() -> impl ViewQuery<AuthorStats> {
    let posts = Post::select().group_by(Post::AUTHOR_ID);
    posts.columns((Post::AUTHOR_ID, count(), Post::SCORE.max()))
}

/// Posts, filtered by a value, with a column that is never `NULL` here as an `Option`.
#[derive(View, Relations, Debug, Clone, PartialEq, serde::Serialize)]
#[view(name = "published \"posts\"", query = PublishedPost::definition)]
#[relations(author = belongs_to(author_id), stats = belongs_to(stats_id))]
pub(super) struct PublishedPost {
    #[column(primary_key)]
    pub(super) id: i64,
    #[column(references = User::ID)]
    pub(super) author_id: i64,
    #[column(references = AuthorStats::AUTHOR_ID)]
    pub(super) stats_id: i64,
    pub(super) title: Option<String>,
}

impl PublishedPost {
    fn definition() -> impl ViewQuery<Self> {
        let published = Post::select().filter(Post::PUBLISHED.eq(true));
        published.columns((Post::ID, Post::AUTHOR_ID, Post::AUTHOR_ID, Post::TITLE))
    }
}

/// A view over views, in SQL, with one column.
#[derive(View, Debug, Clone, PartialEq)]
#[view(
    sql = "SELECT title FROM \"published \"\"posts\"\"\" AS p JOIN author_stats AS s USING (author_id) -- all of them"
)]
pub(super) struct Titles {
    pub(super) title: String,
}

/// A view over a view, by a query.
#[derive(View, Debug, Clone, PartialEq)]
#[view(query = busy)]
pub(super) struct Busy {
    pub(super) author_id: i64,
}

fn busy() -> impl ViewQuery<Busy> {
    AuthorStats::select().filter(AuthorStats::POSTS.ge(2)).columns(AuthorStats::AUTHOR_ID)
}

/// The blog with its views, listed before the tables that they need.
pub(super) fn blog_views() -> Fixture {
    let mut tables = schema!(AuthorStats, PublishedPost, Titles, Busy).tables().to_vec();
    tables.extend(blog_schema().tables());
    let fixture = Fixture::new(&Schema::new(tables));
    fixture.raw.execute_batch(SEED).unwrap();
    fixture
}
