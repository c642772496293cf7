//! Groups, aggregates, windows.

use orm_sqlite::prelude::*;

use crate::model::{Post, User, blog};

#[test]
fn row_30_group_by_validity_is_checked() {
    let fixture = blog();
    let refused = fixture.db.select::<Post>().group_by(Post::AUTHOR_ID).columns((Post::TITLE, count())).all();
    assert!(refused.unwrap_err().is_refused(), "SQLite would take the title of any row");
    let rows: Vec<(String, i64)> = fixture
        .db
        .select::<User>()
        .inner_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .group_by(User::ID)
        .columns((User::NAME, count()))
        .order_by(User::ID)
        .all()
        .unwrap();
    assert_eq!(rows, [("Ada".to_owned(), 3), ("Bob".to_owned(), 1)], "the key determines the name");
}

#[test]
fn row_38_window_functions() {
    let fixture = blog();
    let of_author = window().partition_by(Post::AUTHOR_ID).order_by(Post::ID).named("of_author");
    let rows: Vec<(i64, i64, Option<i64>, Option<i64>)> = fixture
        .db
        .select::<Post>()
        .columns((
            Post::ID,
            row_number().over(&of_author),
            Post::ID.lag(1).over(&of_author),
            Post::SCORE.sum().over(of_author.extended().rows(-1..=0)),
        ))
        .order_by(Post::ID)
        .all()
        .unwrap();
    let expected =
        [(10, 1, None, Some(7)), (11, 2, Some(10), Some(7)), (12, 3, Some(11), Some(2)), (13, 1, None, Some(2))];
    assert_eq!(rows, expected);
}

#[test]
fn row_39_aggregates_and_having() {
    let fixture = blog();
    let rows: Vec<(i64, i64, Option<i64>, Option<String>)> = fixture
        .db
        .select::<Post>()
        .group_by(Post::AUTHOR_ID)
        .having(count().filter(Post::PUBLISHED.eq(true)).gt(1))
        .columns((
            Post::AUTHOR_ID,
            count(),
            Post::SCORE.sum().distinct(),
            Post::TITLE.group_concat(", ").order_by(Post::TITLE),
        ))
        .all()
        .unwrap();
    assert_eq!(rows, [(1, 3, Some(9), Some("Draft, Engines, Notes".to_owned()))]);
}

#[test]
fn row_47_distinct() {
    let fixture = blog();
    let authors = fixture.db.select::<Post>().columns(Post::AUTHOR_ID).distinct().order_by(Post::AUTHOR_ID);
    assert_eq!(authors.all().unwrap(), [1, 2]);
    assert_eq!(authors_of(&fixture.db), 2);
}

fn authors_of(db: &Database) -> i64 {
    db.select::<Post>().columns(Post::AUTHOR_ID.count_distinct()).one().unwrap()
}
