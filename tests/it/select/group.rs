//! Groups and aggregates.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Post, User, blog, blog_schema};

#[test]
fn aggregates_say_what_sql_says() {
    let fixture = blog();
    let row: (i64, i64, i64, Option<i64>, Option<i64>, Option<i64>, Option<f64>, Option<String>) = fixture
        .db
        .select::<Post>()
        .columns((
            count(),
            Post::SCORE.count(),
            Post::SCORE.count_distinct(),
            Post::SCORE.sum(),
            Post::SCORE.min(),
            Post::ID.max(),
            Post::SCORE.avg(),
            Post::TITLE.max(),
        ))
        .one()
        .unwrap();
    let shown = format!(
        "{}|{}|{}|{}|{}|{}|{:?}|{}",
        row.0,
        row.1,
        row.2,
        row.3.unwrap(),
        row.4.unwrap(),
        row.5.unwrap(),
        row.6.unwrap(),
        row.7.unwrap()
    );
    let sql = "select count(*), count(score), count(distinct score), sum(score), min(score), max(id), avg(score), max(title) from posts";
    assert_eq!([shown], *fixture.rows(sql));
    let doubled: Option<i64> = fixture.db.select::<Post>().columns(Post::ID.mul(2).sum()).one().unwrap();
    assert_eq!(doubled, Some(92));
}

#[test]
fn an_empty_table_has_one_group_without_values() {
    let fixture = Fixture::new(&blog_schema());
    let row: (i64, i64, Option<i64>, Option<f64>, Option<i64>, Option<String>, Option<bool>) = fixture
        .db
        .select::<Post>()
        .columns((
            count(),
            Post::SCORE.count(),
            Post::SCORE.sum(),
            Post::ID.avg(),
            Post::ID.min(),
            any_value(Post::TITLE),
            Post::PUBLISHED.max(),
        ))
        .one()
        .unwrap();
    assert_eq!(row, (0, 0, None, None, None, None, None));
    assert!(fixture.db.select::<Post>().group_by(Post::AUTHOR_ID).columns(count()).all().unwrap().is_empty());
    assert_eq!(fixture.db.select::<Post>().columns(count()).count().unwrap(), 1, "one row of one group");
}

#[test]
fn groups_with_having_order_and_limit() {
    let fixture = blog();
    let rows: Vec<(String, i64, Option<i64>)> = fixture
        .db
        .select::<User>()
        .inner_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .filter(Post::ID.gt(0))
        .group_by(User::NAME)
        .having(count().ge(1))
        .having(Post::SCORE.max().is_not_null())
        .columns((User::NAME, count(), Post::SCORE.sum()))
        .order_by((count().desc(), User::NAME))
        .limit(5)
        .all()
        .unwrap();
    assert_eq!(rows, [("Ada".to_owned(), 3, Some(9)), ("Bob".to_owned(), 1, Some(2))]);
    let none: Vec<String> = fixture
        .db
        .select::<User>()
        .group_by(User::NAME)
        .having(count().gt(3).or(User::NAME.eq("nobody")))
        .columns(User::NAME)
        .all()
        .unwrap();
    assert!(none.is_empty());
    let by_two: Vec<(i64, bool, i64)> = fixture
        .db
        .select::<Post>()
        .group_by((Post::AUTHOR_ID, Post::PUBLISHED))
        .columns((Post::AUTHOR_ID, Post::PUBLISHED, count()))
        .order_by((Post::AUTHOR_ID, Post::PUBLISHED.desc()))
        .all()
        .unwrap();
    assert_eq!(by_two, [(1, true, 2), (1, false, 1), (2, true, 1)]);
    let by_expression: Vec<(i64, i64)> = fixture
        .db
        .select::<User>()
        .group_by(User::LOGINS.mul(2))
        .columns((User::LOGINS.mul(2), count()))
        .order_by(User::LOGINS.mul(2))
        .all()
        .unwrap();
    assert_eq!(by_expression, [(0, 1), (6, 2), (10, 1)]);
    let grouped = || fixture.db.select::<Post>().group_by(Post::AUTHOR_ID).columns(Post::AUTHOR_ID);
    assert_eq!((grouped().count().unwrap(), grouped().exists().unwrap()), (2, true));
}

#[test]
fn a_bare_column_is_refused_before_sqlite_sees_it() {
    // There are no tables: whatever reaches SQLite fails in another way.
    let db = Database::open_in_memory().unwrap();
    let select = || db.select::<Post>().group_by(Post::AUTHOR_ID);
    let errors = [
        select().columns((Post::TITLE, count())).all().unwrap_err(),
        select().columns(Post::TITLE).all().unwrap_err(),
        select().columns((Post::AUTHOR_ID, Post::ID.add(1))).all().unwrap_err(),
        select().columns(count()).order_by(Post::TITLE).all().unwrap_err(),
        select().having(Post::TITLE.eq("x")).columns(count()).all().unwrap_err(),
        select().columns((Post::TITLE, count())).count().unwrap_err(),
        select().columns((Post::TITLE, count())).exists().unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_refused(), "{error}");
        assert!(error.to_string().contains("group_by"), "{error}");
    }
    let fine = select().columns((Post::AUTHOR_ID.add(1), any_value(Post::TITLE), Post::SCORE.max()));
    assert!(!fine.all().unwrap_err().is_refused(), "this one reached SQLite");
    let ordered = db.select::<Post>().columns(count()).order_by(Post::TITLE).all().unwrap_err();
    assert!(ordered.is_refused(), "{ordered}");
}

#[test]
fn a_whole_primary_key_determines_its_row() {
    let fixture = blog();
    let rows: Vec<(i64, String, i64)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID))
        .group_by(User::ID)
        .columns((User::ID, User::NAME, Post::ID.count()))
        .order_by(User::EMAIL)
        .all()
        .unwrap();
    let sql = "select u.id, u.name, count(p.id) from users u left join posts p on p.author_id = u.id group by u.id order by u.email";
    assert_eq!(rows.iter().map(|(a, b, c)| format!("{a}|{b}|{c}")).collect::<Vec<_>>(), fixture.rows(sql));
}

#[test]
fn a_handle_in_a_group_names_columns_of_the_group_only() {
    let fixture = blog();
    let refused = fixture.db.select::<User>().group_by(User::LOGINS).columns((User::LOGINS, User::posts().count()));
    let error = refused.all().unwrap_err();
    assert!(error.is_refused() && error.to_string().contains("users.id"), "{error}");
    let refused = fixture.db.select::<User>().group_by(User::LOGINS).having(User::posts().exists()).columns(count());
    assert!(refused.all().unwrap_err().is_refused());
    let rows: Vec<(i64, i64)> = fixture
        .db
        .select::<User>()
        .group_by(User::ID)
        .having(User::posts().exists())
        .columns((User::LOGINS, User::posts().count()))
        .order_by(User::posts().count())
        .all()
        .unwrap();
    assert_eq!(rows, [(3, 1), (5, 3)]);
    let rows: Vec<(i64, bool)> = fixture
        .db
        .select::<Post>()
        .group_by(Post::AUTHOR_ID)
        .columns((Post::AUTHOR_ID, Post::author().any(User::NAME.eq("Bob"))))
        .all()
        .unwrap();
    assert_eq!(rows, [(1, false), (2, true)]);
}
