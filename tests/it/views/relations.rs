//! Relations between tables and views, and between views.

use orm_sqlite::prelude::*;

use super::model::{AuthorStats, PublishedPost, blog_views};
use crate::model::{Fixture, Post, SEED, User, blog_schema};

#[test]
fn a_view_reaches_a_table_and_a_view() {
    let fixture = blog_views();
    let rows = fixture
        .db
        .query::<AuthorStats>()
        .with_author()
        .with_published()
        .order_by(AuthorStats::AUTHOR_ID)
        .all()
        .unwrap();
    assert!(!rows.is_empty());
    for row in &rows {
        let name = fixture.rows(&format!("select name from users where id = {}", row.author_id));
        assert_eq!(vec![row.author.name.clone()], name);
        let posts = fixture
            .rows(&format!("select id from posts where published and author_id = {} order by id", row.author_id));
        let mut seen: Vec<_> = row.published.iter().map(|post| post.id).collect();
        seen.sort_unstable();
        assert_eq!(seen.iter().map(i64::to_string).collect::<Vec<_>>(), posts);
    }

    let posts = fixture.db.query::<PublishedPost>().with_stats_by(|stats| stats.with_author()).all().unwrap();
    assert!(posts.iter().all(|post| post.stats.author_id == post.author_id && post.stats.author.id == post.author_id));
}

/// A table that reaches a view.
#[derive(Table, Relations, Debug, PartialEq)]
#[table(name = "users", strict = false)]
#[relations(stats = has_one(UserStats::USER_ID), titles = has_many(UserTitle::USER_ID))]
struct Author {
    #[column(primary_key)]
    id: i64,
    name: String,
}

#[derive(View, Relations, Debug, PartialEq)]
#[view(sql = "SELECT author_id, count(*) FROM posts GROUP BY author_id")]
#[relations(author = belongs_to(user_id))]
struct UserStats {
    #[column(unique, references = Author::ID)]
    user_id: i64,
    posts: i64,
}

#[derive(View, Relations, Debug, PartialEq)]
#[view(sql = "SELECT title, author_id FROM posts WHERE published", rename_all = "SCREAMING_SNAKE_CASE")]
struct UserTitle {
    title: String,
    #[column(references = Author::ID)]
    user_id: i64,
}

/// A table whose key is one of a view's rows.
#[derive(Table, Relations, Debug, PartialEq)]
#[relations(stats = belongs_to(stats_id))]
struct Award {
    #[column(primary_key)]
    id: i64,
    #[column(references = AuthorStats::AUTHOR_ID, constraint = false)]
    stats_id: Option<i64>,
}

fn fixture() -> Fixture {
    let mut tables = blog_schema().tables().to_vec();
    tables.extend(schema!(UserStats, UserTitle, AuthorStats, Award).tables());
    let fixture = Fixture::new(&Schema::new(tables));
    fixture.raw.execute_batch(SEED).unwrap();
    fixture
}

#[test]
fn a_table_reaches_views() {
    let fixture = fixture();
    let users = fixture.db.query::<Author>().with_stats().with_titles().order_by(Author::ID).all().unwrap();
    assert_eq!(users.len(), 4);
    for user in &users {
        let count = fixture.number(&format!("select count(*) from posts where author_id = {}", user.id));
        assert_eq!(user.stats.as_ref().map_or(0, |stats| stats.posts), count);
        let titles = fixture.number(&format!("select count(*) from posts where published and author_id = {}", user.id));
        assert_eq!(i64::try_from(user.titles.len()).unwrap(), titles);
    }
    assert!(users.iter().any(|user| user.stats.is_none()));

    let idle = fixture.db.select::<Author>().filter(not(Author::stats().exists())).columns(Author::ID);
    let expected = fixture.rows("select id from users where id not in (select author_id from posts) order by id");
    let idle: Vec<_> = idle.order_by(Author::ID).all().unwrap();
    assert_eq!(idle.iter().map(i64::to_string).collect::<Vec<_>>(), expected);
}

#[test]
fn a_limit_for_each_parent_over_a_view() {
    let fixture = fixture();
    let users = fixture.db.query::<Author>().order_by(Author::ID);
    let users = users.with_titles_by(|titles| titles.order_by(UserTitle::TITLE.desc()).limit(1)).all().unwrap();
    for user in &users {
        let last =
            format!("select max(title) from posts where published and author_id = {} having count(*) > 0", user.id);
        let seen: Vec<_> = user.titles.iter().map(|title| title.title.clone()).collect();
        assert_eq!(seen, fixture.rows(&last));
    }
}

#[test]
fn a_table_belongs_to_a_row_of_a_view() {
    let fixture = fixture();
    let author = fixture.db.select::<Post>().columns(Post::AUTHOR_ID).limit(1).one().unwrap();
    let new = [NewAward::builder().stats_id(author).build(), NewAward::builder().build()];
    fixture.db.insert_many(new).run().unwrap();
    let awards = fixture.db.query::<Award>().with_stats().order_by(Award::ID).all().unwrap();
    assert_eq!(awards[0].stats.as_ref().map(|stats| stats.author_id), Some(author));
    assert!(awards[1].stats.is_none());
    assert_eq!(fixture.db.select::<User>().count().unwrap(), 4);
}

/// Two rows have the same key, which the struct calls unique.
#[derive(View, Relations, Debug, PartialEq)]
#[view(sql = "SELECT author_id, title FROM posts")]
struct NotUnique {
    #[column(primary_key, references = Writer::ID)]
    writer_id: i64,
    title: String,
}

#[derive(Table, Relations, Debug, PartialEq)]
#[table(name = "users", strict = false)]
#[relations(only = has_one(NotUnique::WRITER_ID))]
struct Writer {
    #[column(primary_key)]
    id: i64,
}

#[test]
fn a_key_that_is_not_unique_is_an_error_where_one_row_is_wanted() {
    let fixture = fixture();
    fixture.db.create_tables(&schema!(NotUnique)).unwrap();
    let bob = fixture.db.query::<Writer>().find(2).with_only().one().unwrap();
    assert_eq!(bob.only.as_ref().map(|only| only.title.as_str()), Some("Reply"));
    let error = fixture.db.query::<Writer>().find(1).with_only().one().map(drop).unwrap_err();
    assert!(error.to_string().contains("only"), "{error}");
    assert_eq!(fixture.db.find::<NotUnique>(1).all().unwrap().len(), 3);
}
