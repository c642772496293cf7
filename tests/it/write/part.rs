//! Updates and deletes with an order and a limit.

use orm_sqlite::prelude::*;

use crate::model::{Fixture, Membership, NewMembership, Post, User, UserPatch, blog};

/// Every name for the number of a row is a column's.
#[derive(Table, Debug, PartialEq)]
#[table(name = "odd \"rows\"")]
struct Odd {
    #[column(primary_key)]
    id: i64,
    rowid: i64,
    #[column(name = "_ROWID_")]
    other: i64,
    oid: i64,
}

/// One of them is, and there is no key at all.
#[derive(Table, Debug, PartialEq)]
#[table(name = "keyless")]
struct Keyless {
    rowid: Option<i64>,
    n: i64,
}

#[test]
fn a_limit_takes_the_first_rows_of_the_order() {
    let fixture = blog();
    let update = || fixture.db.update::<User>().set(User::BIO.to("x")).filter(User::LOGINS.gt(0));
    assert_eq!(update().order_by((User::LOGINS, User::ID.desc())).limit(1).run().unwrap(), 1);
    assert_eq!(fixture.rows("select id from users where bio = 'x'"), ["3"]);
    assert_eq!(update().limit(0).run().unwrap(), 0);
    assert_eq!(update().limit(99).order_by(User::ID).run().unwrap(), 3);
    assert_eq!(update().limit(u64::MAX).run().unwrap(), 3);
    assert_eq!(update().order_by(User::NAME).limit(2).limit(1).returning_columns(User::ID).all().unwrap(), [1]);
    let middle = update().set(User::BIO.to("y")).order_by(User::ID).offset(1).limit(1);
    assert_eq!(middle.returning_columns(User::NAME).all().unwrap(), ["Bob"]);

    let delete = || fixture.db.delete::<Post>().all_rows().order_by(Post::ID.desc());
    assert_eq!(delete().limit(1).returning_columns(Post::ID).all().unwrap(), [13]);
    assert_eq!(delete().offset(1).run().unwrap(), 2);
    assert_eq!(fixture.rows("select id from posts"), ["12"]);
    assert_eq!(fixture.db.delete::<Post>().order_by(Post::ID).all_rows().run().unwrap(), 1, "an order alone");
}

#[test]
fn nulls_stand_where_the_order_says() {
    let fixture = blog();
    let delete = |order: orm_sqlite::expr::Order<Post>| {
        fixture.db.delete::<Post>().all_rows().order_by(order).limit(1).returning_columns(Post::ID).one().unwrap()
    };
    assert_eq!(delete(Post::SCORE.desc().nulls_first()), 11);
    assert_eq!(delete(Post::SCORE.desc()), 10);
}

#[test]
fn the_filter_may_look_into_other_tables() {
    let fixture = blog();
    let update = fixture
        .db
        .update::<User>()
        .set(User::LOGINS.to(77))
        .filter(User::posts().any(Post::PUBLISHED.eq(true)))
        .order_by(User::ID.desc())
        .limit(1);
    assert_eq!(update.returning_columns((User::ID, User::LOGINS)).all().unwrap(), [(2, 77)]);
    // The table itself, in a subquery of the filter.
    let most = scalar(Post::select().columns(Post::SCORE.max()));
    let delete = fixture.db.delete::<Post>().filter(Post::SCORE.lt(most)).order_by(Post::ID).limit(1);
    assert_eq!(delete.returning_columns(Post::ID).all().unwrap(), [12]);
    let own = exists(Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)));
    let deleted = fixture.db.update::<User>().set(User::BIO.to("w")).filter(own).order_by(User::ID).offset(1);
    assert_eq!(deleted.returning_columns(User::ID).all().unwrap(), [2]);
}

#[test]
fn a_row_is_told_by_its_key_where_it_has_no_number() {
    let fixture = blog();
    let link = |user, group| NewMembership { user_id: user, group_id: group };
    fixture.db.insert_many([link(2, 2), link(3, 1)]).run().unwrap();
    let delete = || fixture.db.delete::<Membership>().filter(Membership::GROUP_ID.eq(1));
    let gone = delete().order_by(Membership::USER_ID.desc()).limit(2).returning().all().unwrap();
    let mut gone: Vec<_> = gone.iter().map(|row| (row.user_id, row.group_id)).collect();
    gone.sort_unstable();
    assert_eq!(gone, [(2, 1), (3, 1)]);
    assert_eq!(fixture.rows("select * from memberships"), ["1|1", "1|2", "2|2"]);
    let sql = Membership::delete().all_rows().limit(1).to_sql().unwrap();
    assert!(sql.text.contains(r#"("memberships"."user_id", "memberships"."group_id") IN (SELECT "#), "{}", sql.text);
}

#[test]
fn columns_may_be_called_like_the_number_of_a_row() {
    let fixture = Fixture::new(&schema!(Odd, Keyless));
    let odd = |id: i64| NewOdd { id: Set::Value(id), rowid: 1, other: 1, oid: 1 };
    fixture.db.insert_many([odd(1), odd(2), odd(3)]).run().unwrap();
    let update = fixture.db.update::<Odd>().set(Odd::OID.to(5)).all_rows().order_by(Odd::ID.desc()).limit(2);
    assert_eq!(update.run().unwrap(), 2);
    assert_eq!(fixture.rows("select id, oid from \"odd \"\"rows\"\"\""), ["1|1", "2|5", "3|5"]);
    let keyless = |n: i64| NewKeyless { rowid: Set::Value(None), n };
    fixture.db.insert_many([keyless(1), keyless(1), keyless(2)]).run().unwrap();
    let delete = fixture.db.delete::<Keyless>().filter(Keyless::N.eq(1)).limit(1);
    assert_eq!(delete.run().unwrap(), 1);
    assert_eq!(fixture.rows("select n from keyless order by n"), ["1", "2"]);
}

#[test]
fn an_empty_patch_reads_the_same_part() {
    let fixture = blog();
    let patch =
        || fixture.db.update::<User>().patch(UserPatch::default()).all_rows().order_by(User::ID.desc()).limit(2);
    assert_eq!(patch().returning_columns(User::ID).all().unwrap(), [4, 3]);
    assert_eq!(patch().run().unwrap(), 0);
}

#[test]
fn an_empty_list_is_refused_with_a_limit_too() {
    let fixture = blog();
    let all = || all_of(Vec::<Expr<User, bool>>::new());
    assert!(fixture.db.delete::<User>().filter(all()).limit(1).run().unwrap_err().is_refused());
    let update = fixture.db.update::<User>().set(User::BIO.to("x")).filter(all()).limit(1);
    assert!(update.run().unwrap_err().is_refused());
    let from =
        fixture.db.update::<User>().set(User::BIO.to("x")).limit(1).from::<Post>().on(Post::AUTHOR_ID.eq(User::ID));
    assert!(from.run().unwrap_err().to_string().contains("no `limit`"));
}
