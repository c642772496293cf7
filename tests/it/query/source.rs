//! Subqueries as sources, beside tables and inside of each other, against hand-written SQL.

use orm_sqlite::prelude::*;
use orm_sqlite::query::DerivedTable;

use crate::model::{Post, Tag, User, blog};

#[derive(View, Debug, Clone, PartialEq)]
struct Latest {
    author_id: i64,
    #[column(name = "post \"id\"")]
    post_id: Option<i64>,
}

fn latest<S>() -> DerivedTable<S, Latest> {
    Latest::subquery(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, Post::ID.max())))
}

#[derive(View, Debug, PartialEq)]
struct Word {
    word: String,
}

#[test]
fn rows_are_selected_from_a_subquery() {
    let fixture = blog();
    let rows = fixture.db.select_from(latest()).filter(Latest::POST_ID.gt(12)).all().unwrap();
    assert_eq!(rows, [Latest { author_id: 2, post_id: Some(13) }]);
    assert_eq!(fixture.db.select_from(latest()).count().unwrap(), 2);
    assert_eq!(latest().select().columns(Latest::AUTHOR_ID).using(&fixture.db).all().unwrap(), [1, 2]);
    // The subquery's limit is its own.
    let first = Word::subquery(User::select().order_by(User::ID.desc()).limit(2).columns(User::NAME));
    let words = fixture.db.select_from(first).order_by(Word::WORD.desc()).limit(1).columns(Word::WORD).all().unwrap();
    assert_eq!(words, ["Dee"]);
}

#[test]
fn a_set_operation_is_filtered_as_a_whole() {
    let fixture = blog();
    let words = Word::subquery(User::select().columns(User::NAME).union(Tag::select().columns(Tag::LABEL)));
    let rows = fixture.db.select_from(words).filter(Word::WORD.contains("a")).order_by(Word::WORD).all().unwrap();
    let sql = "select w from (select name as w from users union select label from tags) where w like '%a%' order by w";
    assert_eq!(rows.into_iter().map(|row| row.word).collect::<Vec<_>>(), fixture.rows(sql));
    // One side with a limit of its own, so that it is a subquery again.
    let some = User::select().order_by(User::ID).limit(1).columns(User::NAME).union(Tag::select().columns(Tag::LABEL));
    let sql = "select count(*) from (select * from (select name from users order by id limit 1) union select label from tags)";
    let number = fixture.db.select_from(Word::subquery(some)).count().unwrap();
    assert_eq!(fixture.rows(sql), [number.to_string()]);
}

#[test]
fn joins_of_each_kind_take_a_subquery() {
    let fixture = blog();
    let on = || Latest::AUTHOR_ID.eq(User::ID);
    let own = Latest::AUTHOR_ID.eq(User::ID);
    let inner = fixture.db.select::<User>().inner_join_from(latest()).on(own).columns((User::ID, Latest::POST_ID));
    assert_eq!(inner.order_by(User::ID).all().unwrap(), [(1, Some(12)), (2, Some(13))]);
    let left: Vec<(User, Option<Latest>)> =
        fixture.db.select::<User>().left_join_from(latest()).on(on()).order_by(User::ID).all().unwrap();
    assert_eq!(left.iter().filter(|(_, latest)| latest.is_none()).count(), 2);
    assert_eq!(left[0].1, Some(Latest { author_id: 1, post_id: Some(12) }));
    let cross = fixture.db.select::<User>().cross_join_from(latest()).all().unwrap();
    assert_eq!(cross.len(), 8);
    let titles = fixture
        .db
        .select::<User>()
        .left_join_from(latest())
        .on(on())
        .left_join::<Post>()
        .on(Post::ID.eq(Latest::POST_ID))
        .order_by(User::ID)
        .columns(Post::TITLE)
        .all()
        .unwrap();
    assert_eq!(titles, [Some("Draft".to_owned()), Some("Reply".to_owned()), None, None]);
}

#[derive(View, Debug, PartialEq)]
struct Outer {
    author_id: i64,
}

#[test]
fn subqueries_nest_and_keep_their_values_in_order() {
    let fixture = blog();
    let inner = Latest::subquery(
        Post::select().filter(Post::ID.gt(10)).group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, Post::ID.max())),
    );
    let outer = Outer::subquery(inner.select().filter(Latest::POST_ID.lt(13)).columns(Latest::AUTHOR_ID));
    let rows = fixture
        .db
        .select_from(outer)
        .inner_join::<User>()
        .on(User::ID.eq(Outer::AUTHOR_ID).and(User::LOGINS.gt(1)))
        .filter(User::NAME.ne("x"))
        .columns(User::NAME)
        .all()
        .unwrap();
    assert_eq!(rows, ["Ada"]);
}

#[test]
fn a_correlated_subquery_joins_a_computed_source() {
    let fixture = blog();
    let newest = Post::correlated()
        .inner_join_from(latest())
        .on(Latest::POST_ID.eq(Post::ID))
        .filter(Post::AUTHOR_ID.eq(User::ID))
        .columns(Post::TITLE);
    let rows: Vec<Option<String>> =
        fixture.db.select::<User>().order_by(User::ID).columns(scalar(newest)).all().unwrap();
    assert_eq!(rows, [Some("Draft".to_owned()), Some("Reply".to_owned()), None, None]);
}
