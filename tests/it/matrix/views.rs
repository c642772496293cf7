//! Scopes as types: what may be named, what may be `NULL`, one table twice, some columns as a tuple.

use orm_sqlite::prelude::*;

use crate::model::{Inviter, Post, User, blog};

/// That a column of a table which is not joined does not compile is `tests/ui/scope`; this is the query that does.
#[test]
fn row_29_columns_in_scope_are_checked() {
    let fixture = blog();
    let query = fixture.db.select::<User>().inner_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    let titles: Vec<String> = query
        .filter(User::NAME.eq("Ada").and(Post::PUBLISHED.eq(true)))
        .order_by(Post::ID)
        .columns(Post::TITLE)
        .all()
        .unwrap();
    assert_eq!(titles, ["Notes", "Engines"]);
}

#[test]
fn row_31_left_join_nullability_is_typed() {
    let fixture = blog();
    let query =
        || fixture.db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID).and(Post::SCORE.gt(2)));
    let whole: Vec<(User, Option<Post>)> = query().order_by(User::ID).all().unwrap();
    let found: Vec<_> = whole.iter().map(|(user, post)| (user.id, post.as_ref().map(|post| post.id))).collect();
    assert_eq!(found, [(1, Some(10)), (2, None), (3, None), (4, None)]);
    let columns: Vec<(String, Option<String>, Option<i64>)> =
        query().order_by(User::ID).limit(2).columns((User::NAME, Post::TITLE, Post::ID.add(1))).all().unwrap();
    assert_eq!(columns, [("Ada".to_owned(), Some("Notes".to_owned()), Some(11)), ("Bob".to_owned(), None, None)]);
}

#[test]
fn row_34_self_joins_by_alias() {
    let fixture = blog();
    let pairs: Vec<(String, String)> = fixture
        .db
        .select::<User>()
        .inner_join::<Inviter>()
        .on(Inviter::ID.eq(User::INVITED_BY_ID))
        .order_by(User::ID)
        .columns((User::NAME, Inviter::NAME))
        .all()
        .unwrap();
    assert_eq!(pairs, [("Bob".to_owned(), "Ada".to_owned()), ("Cyd".to_owned(), "Ada".to_owned())]);
}

#[test]
fn row_43_some_columns_as_a_tuple() {
    let fixture = blog();
    let rows: Vec<(i64, Option<i64>, bool)> = fixture
        .db
        .select::<Post>()
        .order_by(Post::ID)
        .columns((Post::ID, Post::SCORE, Post::TITLE.like("%e%")))
        .all()
        .unwrap();
    let shown: Vec<_> = rows
        .iter()
        .map(|(id, score, like)| {
            format!("{id}|{}|{}", score.map_or("NULL".to_owned(), |score| score.to_string()), i64::from(*like))
        })
        .collect();
    assert_eq!(shown, fixture.rows("select id, score, title like '%e%' from posts order by id"));
}
