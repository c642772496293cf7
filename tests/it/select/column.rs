//! What `columns` gives: tuples of every size, `NULL` under outer joins, predicates.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Post, Role, Types, User, blog};

#[test]
fn one_column_two_and_sixteen() {
    let fixture = blog();
    let select = || fixture.db.select::<User>().order_by(User::ID);
    let names: Vec<String> = select().columns(User::NAME).all().unwrap();
    assert_eq!(names, ["Ada", "Bob", "Cyd", "Dee"]);
    let one: Vec<(String,)> = select().columns((User::NAME,)).limit(1).all().unwrap();
    assert_eq!(one, [("Ada".to_owned(),)]);
    let two: (Option<String>, Role) = select().columns((User::BIO, User::ROLE)).one().unwrap();
    assert_eq!(two, (Some("first".to_owned()), Role::Admin));

    let fixture = Fixture::new(&schema!(Types));
    fixture.db.insert(Types::plain(1).to_new()).run().unwrap();
    let row = fixture
        .db
        .select::<Types>()
        .columns((
            Types::F64,
            Types::I8,
            Types::STRING,
            Types::BOOL,
            Types::MAYBE_F64,
            Types::BYTES,
            Types::FOUR,
            Types::U64,
            Types::ID,
            Types::ROLE,
            Types::JSON,
            Types::TIMESTAMP,
            Types::COW,
            Types::I8.add(1),
            Types::F32,
            Types::NEWTYPE,
        ))
        .one()
        .unwrap();
    let plain = Types::plain(1);
    assert_eq!((row.0, row.1, row.2, row.3, row.4), (0.25, 1, plain.string, true, None));
    assert_eq!((row.5, row.6, row.7, row.8, row.9), (plain.bytes, plain.four, 8, 1, Role::Admin));
    assert_eq!(
        (row.10, row.11, row.12, row.13, row.14, row.15),
        (plain.json, plain.timestamp, plain.cow, 2, 0.5, plain.newtype)
    );
}

#[test]
fn columns_and_functions_of_them_are_null_under_an_outer_join() {
    let fixture = blog();
    let left: Vec<(String, Option<i64>, Option<i64>, Option<i64>)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID).and(Post::PUBLISHED.eq(false)))
        .order_by(User::ID)
        .columns((User::NAME, Post::ID, Post::ID.add(User::ID), User::LOGINS.mul(Post::AUTHOR_ID)))
        .all()
        .unwrap();
    let ada = ("Ada".to_owned(), Some(12), Some(13), Some(5));
    assert_eq!((left[0].clone(), left[1].1, left[1].2, left[1].3), (ada, None, None, None));

    let right: Vec<(Option<String>, i64)> = fixture
        .db
        .select::<User>()
        .right_join::<Post>()
        .on(Post::EDITOR_ID.eq(User::ID))
        .order_by(Post::ID)
        .columns((User::NAME, Post::ID))
        .all()
        .unwrap();
    assert_eq!(right[1], (None, 11));
    let full: Vec<(Option<i64>, Option<i64>)> = fixture
        .db
        .select::<User>()
        .full_join::<Post>()
        .on(Post::EDITOR_ID.eq(User::ID))
        .order_by((User::ID, Post::ID))
        .columns((User::ID, Post::ID))
        .all()
        .unwrap();
    assert_eq!(
        full,
        [(None, Some(11)), (Some(1), Some(13)), (Some(2), Some(10)), (Some(3), Some(12)), (Some(4), None)]
    );
}

#[test]
fn a_projected_predicate_is_never_null() {
    let fixture = blog();
    let rows: Vec<(bool, bool, bool, bool, bool, bool)> = fixture
        .db
        .select::<User>()
        .left_join::<Post>()
        .on(Post::AUTHOR_ID.eq(User::ID).and(Post::ID.eq(13)))
        .order_by(User::ID)
        .columns((
            Post::PUBLISHED.eq(true),
            not(Post::PUBLISHED.eq(true)),
            Post::SCORE.is_null(),
            Post::SCORE.between(1, 5).or(User::ID.eq(4)),
            Post::TITLE.like("R%").and(User::ID.gt(0)),
            Post::ID.in_list([13]),
        ))
        .all()
        .unwrap();
    let absent = (false, false, true, false, false, false);
    assert_eq!(rows[0], absent);
    assert_eq!(rows[1], (true, false, false, true, true, true));
    assert_eq!(rows[2], absent);
    assert_eq!(rows[3], (false, false, true, true, false, false));
    let single: Vec<bool> =
        fixture.db.select::<User>().order_by(User::ID).columns(User::BIO.eq("first")).all().unwrap();
    assert_eq!(single, [true, false, false, false]);
}

#[test]
fn distinct_drops_equal_rows() {
    let fixture = blog();
    let logins: Vec<i64> =
        fixture.db.select::<User>().columns(User::LOGINS).distinct().order_by(User::LOGINS).all().unwrap();
    assert_eq!(logins, [0, 3, 5]);
    assert_eq!(fixture.db.select::<User>().columns(User::LOGINS).distinct().count().unwrap(), 3);
    assert_eq!(fixture.db.select::<User>().columns((User::LOGINS, User::ID)).distinct().count().unwrap(), 4);
}

#[test]
fn casts_and_arithmetic_say_what_sql_says() {
    let fixture = blog();
    let rows: Vec<(String, f64, i64)> = fixture
        .db
        .select::<User>()
        .order_by(User::ID.expr().mul(-1))
        .columns((
            User::ID.add(1).cast::<String>(),
            User::LOGINS.expr().cast::<f64>(),
            User::LOGINS.sub(User::ID).mul(2),
        ))
        .all()
        .unwrap();
    let shown: Vec<_> = rows.iter().map(|(a, b, c)| format!("{a}|{b:?}|{c}")).collect();
    let sql = "select cast(id + 1 as text), cast(logins as real), (logins - id) * 2 from users order by id desc";
    assert_eq!(shown, fixture.rows(sql));
}
