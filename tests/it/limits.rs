//! What is too much for SQLite: it works all the same, or it is a typed error before the statement is prepared.

use orm_sqlite::prelude::*;

use crate::model::{NewTag, Tag, User, blog};

macro_rules! sixteen {
    ($x:expr) => {
        ($x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x, $x)
    };
}

#[test]
fn two_thousand_columns_and_more() {
    let fixture = blog();
    let many = || sixteen!(sixteen!(User::ID));
    let ids = fixture.db.select::<User>().filter(User::ID.eq(3)).columns((many(), many(), many(), many()));
    let rows = ids.all().unwrap();
    assert_eq!((rows[0].0.0.0, rows[0].3.15.15), (3, 3));
    let eight = (many(), many(), many(), many(), many(), many(), many(), many());
    let error = fixture.db.select::<User>().columns(eight).all().map(|rows| rows.len()).unwrap_err();
    assert!(error.is_limit() && error.to_string().contains("2048"), "{error}");
}

#[test]
fn an_insert_of_more_values_than_one_statement_binds() {
    let fixture = blog();
    fixture.db.delete::<Tag>().filter(Tag::ID.gt(0)).run().unwrap_or_default();
    let tags = (1_000..41_000_i64).map(|id| NewTag::builder().id(id).label(format!("tag {id}")).build());
    assert_eq!(fixture.db.insert_many(tags).run().unwrap(), 40_000);
    assert_eq!(fixture.number("select count(*) from tags where label = 'tag ' || id"), 40_000);
}

#[test]
fn an_offset_without_a_limit_and_limits_beyond_32_bits() {
    let fixture = blog();
    let users = || fixture.db.select::<User>().order_by(User::ID).columns(User::ID);
    assert_eq!(users().offset(2).all().unwrap(), [3, 4]);
    assert_eq!(users().limit(u64::from(u32::MAX) + 1).all().unwrap().len(), 4);
    assert_eq!(users().limit(u64::MAX).offset(u64::from(u32::MAX) * 3).all().unwrap(), Vec::<i64>::new());
    assert_eq!(users().limit(0).all().unwrap(), Vec::<i64>::new());
}

#[test]
fn empty_lists_and_empty_inserts() {
    let fixture = blog();
    let none = Vec::<i64>::new();
    assert_eq!(fixture.db.select::<User>().filter(User::ID.in_list(none.clone())).count().unwrap(), 0);
    assert_eq!(fixture.db.select::<User>().filter(User::ID.not_in_list(none)).count().unwrap(), 4);
    assert_eq!(fixture.db.insert_many(Vec::<NewTag>::new()).run().unwrap(), 0);
    assert!(fixture.db.insert_many(Vec::<NewTag>::new()).returning().all().unwrap().is_empty());
}

#[test]
fn a_hundred_thousand_terms_and_items() {
    let fixture = blog();
    let ids = || 1_000..101_000_i64;
    let terms: Vec<Expr<User, bool>> = ids().map(|id| User::ID.eq(id).or(User::LOGINS.eq(id))).collect();
    assert_eq!(fixture.db.select::<User>().filter(User::ID.in_list(ids().chain([2]))).count().unwrap(), 1);
    // Two hundred thousand values are more than a statement binds, and no list.
    let error = fixture.db.select::<User>().filter(any_of(terms)).count().unwrap_err();
    assert!(error.is_limit(), "{error}");
    let columns: Vec<Expr<User, bool>> = ids().map(|_| User::ID.gt(User::LOGINS)).collect();
    assert_eq!(fixture.db.select::<User>().filter(all_of(columns)).count().unwrap(), 1);
}
