//! What `NULL` does in comparisons, orders and lists.

use orm_sqlite::prelude::*;

use crate::model::{Inviter, Post, User, blog};

#[test]
fn comparisons_find_no_null_and_is_does() {
    let fixture = blog();
    let named = |filter: Expr<User, bool>| {
        let users = fixture.db.select::<User>().filter(filter).order_by(User::ID).columns(User::NAME).all().unwrap();
        users.join(" ")
    };
    assert_eq!(named(User::BIO.eq("first")), "Ada");
    assert_eq!(named(User::BIO.ne("first")), "Cyd", "NULL is not different");
    assert_eq!(named(not(User::BIO.eq("first"))), "Cyd");
    assert_eq!(named(User::BIO.is("first")), "Ada");
    assert_eq!(named(User::BIO.is_not("first")), "Bob Cyd Dee");
    assert_eq!(named(User::BIO.is(None::<String>)), "Bob Dee");
    assert_eq!(named(User::BIO.is_not(None::<String>)), "Ada Cyd");
    assert_eq!(named(User::BIO.is(Some("first".to_owned()))), "Ada");
    assert_eq!(named(User::BIO.is_null()), "Bob Dee");
    assert_eq!(named(User::BIO.is_not_null()), "Ada Cyd");
    assert_eq!(named(User::BIO.in_list(["first", "x"])), "Ada");
    assert_eq!(named(User::BIO.not_in_list(["first"])), "Cyd", "NULL is in no list and out of none");
    assert_eq!(named(User::BIO.like("%")), "Ada Cyd");
    assert_eq!(named(User::INVITED_BY_ID.between(0, 9)), "Bob Cyd");
    assert_eq!(named(User::INVITED_BY_ID.add(1).is_null()), "Ada Dee");
}

#[test]
fn nullable_columns_compare_with_columns_that_are_not() {
    let fixture = blog();
    let count = |filter: Expr<Post, bool>| fixture.db.select::<Post>().filter(filter).count().unwrap();
    assert_eq!(count(Post::EDITOR_ID.eq(Post::AUTHOR_ID)), 0);
    assert_eq!(count(Post::AUTHOR_ID.lt(Post::EDITOR_ID)), 2);
    assert_eq!(count(Post::EDITOR_ID.ne(Post::AUTHOR_ID)), 3);
    assert_eq!(count(Post::AUTHOR_ID.between(Post::EDITOR_ID, 9)), 1);
    assert_eq!(count(Post::SCORE.add(Post::EDITOR_ID).gt(Post::AUTHOR_ID)), 3);
    let pairs =
        fixture.db.select::<User>().inner_join::<Inviter>().on(User::INVITED_BY_ID.eq(Inviter::ID)).count().unwrap();
    let turned =
        fixture.db.select::<User>().inner_join::<Inviter>().on(Inviter::ID.eq(User::INVITED_BY_ID)).count().unwrap();
    assert_eq!((pairs, turned), (2, 2));
}

#[test]
fn nulls_stand_first_or_last_in_an_order() {
    let fixture = blog();
    let ids = |order: Vec<orm_sqlite::expr::Order<Post>>| {
        fixture.db.select::<Post>().order_by(order).order_by(Post::ID).columns(Post::ID).all().unwrap()
    };
    assert_eq!(ids(vec![Post::SCORE.asc()]), [11, 12, 13, 10]);
    assert_eq!(ids(vec![Post::SCORE.desc()]), [10, 12, 13, 11]);
    assert_eq!(ids(vec![Post::SCORE.asc().nulls_last()]), [12, 13, 10, 11]);
    assert_eq!(ids(vec![Post::SCORE.desc().nulls_first()]), [11, 10, 12, 13]);
    assert_eq!(ids(vec![Post::SCORE.add(0).asc().nulls_last(), Post::ID.desc()]), [13, 12, 10, 11]);
    assert_eq!(ids(Vec::new()), [10, 11, 12, 13]);
    let mixed =
        fixture.db.select::<Post>().order_by((Post::PUBLISHED, Post::ID.desc())).columns(Post::ID).all().unwrap();
    assert_eq!(mixed, [12, 13, 11, 10]);
}
