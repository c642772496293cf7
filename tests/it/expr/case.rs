//! `CASE` and `iif`.

use orm_sqlite::prelude::*;

use super::{Sample, same, same_everywhere, samples};
use crate::model::{Post, User, blog};

#[test]
fn the_first_true_branch_gives_the_value() {
    let f = samples();
    let size = case().when(Sample::A.gt(5), "big").when(Sample::A.gt(-100), "small").otherwise(Sample::WORD);
    same_everywhere(&f, size, "case when a > 5 then 'big' when a > -100 then 'small' else \"select\" end");
    // `NULL` is not true.
    let known = case::<i64>().when(Sample::B.gt(0), 1).when(Sample::B.gt(0).not(), 2).otherwise(3);
    same_everywhere(&f, known, "case when b > 0 then 1 when not b > 0 then 2 else 3 end");
    same_everywhere(&f, case().when(Sample::B.is_null(), Sample::A).end(), "case when b is null then a end");
    same_everywhere(&f, iif(Sample::B.is_null(), Sample::A, 0), "iif(b is null, a, 0)");
}

#[test]
fn the_value_is_nullable_if_a_branch_is() {
    let f = samples();
    let all: Vec<i64> =
        f.db.select::<Sample>().columns(case().when(Sample::B.is_null(), 0).otherwise(Sample::ID)).all().unwrap();
    assert_eq!(all, [1, 0, 3, 4, 5]);
    let some: Vec<Option<i64>> =
        f.db.select::<Sample>().columns(case().when(Sample::ID.gt(1), Sample::B).otherwise(9)).all().unwrap();
    assert_eq!(some, [Some(9), None, Some(0), Some(-3), Some(64)]);
    // A predicate as a value is never `NULL`.
    let predicates: Vec<bool> =
        f.db.select::<Sample>().columns(case().when(Sample::ID.lt(9), Sample::B.gt(1)).otherwise(true)).all().unwrap();
    assert_eq!(predicates, [true, false, false, false, true]);
}

#[test]
fn a_case_stands_wherever_an_expression_does() {
    let f = samples();
    let rank = || case::<i64>().when(Sample::WORD.eq("Ada"), 0).otherwise(1);
    let ids = f.db.select::<Sample>().order_by((rank().desc(), Sample::ID.desc())).columns(Sample::ID).all().unwrap();
    assert_eq!(ids, [4, 3, 2, 5, 1]);
    assert_eq!(f.db.select::<Sample>().filter(rank().add(1).eq(1)).count().unwrap(), 2);
    let nested = case().when(Sample::A.lt(0), case().when(Sample::B.is_null(), "n").otherwise("b")).otherwise("p");
    same(&f, nested, "case when a < 0 then case when b is null then 'n' else 'b' end else 'p' end");
    let groups =
        f.db.select::<Sample>()
            .group_by(Sample::WORD)
            .having(case().when(count().gt(1), Sample::ID.max()).otherwise(0).gt(0))
            .columns((Sample::WORD, case::<i64>().when(count().gt(1), 10).otherwise(Sample::ID.count())))
            .all()
            .unwrap();
    assert_eq!(groups, [("Ada".to_owned(), 10)]);
    f.db.update::<Sample>().set(Sample::NOTE.to(case().when(Sample::A.gt(0), "+").end())).all_rows().run().unwrap();
    assert_eq!(f.rows("select note from samples order by id"), ["+", "NULL", "NULL", "+", "NULL"]);
}

#[test]
fn a_column_beside_an_aggregate_is_refused_in_a_case_too() {
    let f = samples();
    let bare =
        f.db.select::<Sample>()
            .group_by(Sample::WORD)
            .columns(case().when(count().gt(1), Sample::A.max()).otherwise(Sample::B))
            .all();
    assert!(bare.unwrap_err().is_refused());
}

#[test]
fn a_widened_case_over_a_missing_row_is_false() {
    let f = blog();
    let published: Expr<Post, bool> = case().when(Post::ID.lt(0), true).otherwise(Post::PUBLISHED);
    let rows: Vec<(i64, bool)> =
        f.db.select::<User>()
            .left_join::<Post>()
            .on(Post::AUTHOR_ID.eq(User::ID))
            .columns((User::ID, published.widen()))
            .all()
            .unwrap();
    let expected = f.rows("select u.id, coalesce(published, 0) from users u left join posts p on p.author_id = u.id");
    let mut rows: Vec<String> = rows.iter().map(|(id, published)| format!("{id}|{}", i64::from(*published))).collect();
    let mut expected = expected;
    rows.sort();
    expected.sort();
    assert_eq!(rows, expected);
    assert!(f.number("select count(*) from users where id not in (select author_id from posts)") > 0);
}
