//! Expressions that are deep or long.
//!
//! The tests run on threads with the usual stack of two megabytes.

use orm_sqlite::prelude::*;

use super::{Sample, samples};

const DEEP: i64 = 100_000;

type Predicate = Expr<Sample, bool>;

fn first() -> Predicate {
    Sample::A.is_not_null()
}

/// Predicates that are nested so many times, one for each way of nesting; all are true for every row, or for none.
fn nested(times: i64) -> Vec<(&'static str, Predicate)> {
    let mut all = logic(times);
    all.extend(others(times));
    all
}

fn logic(times: i64) -> Vec<(&'static str, Predicate)> {
    let fold = |name, step: fn(Predicate, i64) -> Predicate| (name, (0..times).fold(first(), step));
    vec![
        fold("not", |p, _| p.not()),
        fold("and or, on the left", |p, at| if at % 2 == 0 { p.and(first()) } else { p.or(Sample::ID.eq(at)) }),
        fold("and or, on the right", |p, at| if at % 2 == 0 { first().and(p) } else { Sample::ID.eq(at).or(p) }),
        fold("and or not", |p, at| match at % 3 {
            0 => p.and(first()),
            1 => p.or(first().not()),
            _ => p.not(),
        }),
    ]
}

fn others(times: i64) -> Vec<(&'static str, Predicate)> {
    let fold = |name, step: fn(Predicate, i64) -> Predicate| (name, (0..times).fold(first(), step));
    vec![
        fold("lists", |p, at| if at % 2 == 0 { all_of([first(), p]) } else { any_of([p, first()]) }),
        fold("case", |p, _| case().when(first().not(), false).otherwise(p).eq(true)),
        fold("is", |p, _| p.is(true)),
        fold("in list", |p, _| p.in_list([true])),
        fold("between", |p, _| p.between(true, true)),
        fold("coalesce", |p, _| first().null_if(false).coalesce(p).eq(true)),
        fold("cast", |p, _| p.cast::<i64>().eq(1)),
        fold("row value", |p, _| (p, Sample::ID).ge((true, 0))),
    ]
}

#[test]
fn what_is_nested_too_deep_is_a_limit_and_no_crash() {
    let f = samples();
    for (name, predicate) in logic(DEEP).into_iter().chain(others(DEEP / 50)) {
        let error = f.db.select::<Sample>().filter(predicate.clone()).count().unwrap_err();
        assert!(error.is_limit(), "{name}: {error}");
        let update = f.db.update::<Sample>().set(Sample::NOTE.to(None)).filter(predicate).run().unwrap_err();
        assert!(update.is_limit(), "{name}: {update}");
    }
    let sum = (0..DEEP / 50).fold(Sample::A.add(1), |sum, _| sum.sub(1));
    assert!(f.db.select::<Sample>().columns(sum).all().unwrap_err().is_limit());
    let text = (0..DEEP / 50).fold(Sample::WORD.concat(""), |text, _| Sample::NOTE.coalesce(text));
    assert!(f.db.select::<Sample>().columns(text).all().unwrap_err().is_limit());
}

/// The deepest that the library takes is also what SQLite takes.
#[test]
fn whatever_is_taken_is_prepared() {
    let f = samples();
    for times in [10, 150, 300, 459, 575, 765, 800] {
        for (name, predicate) in nested(times) {
            let filter = || f.db.select::<Sample>().filter(first()).filter(predicate.clone()).filter(first());
            match filter().count() {
                Err(error) => assert!(error.is_limit() && times > 150, "{name}, {times} times: {error}"),
                Ok(count) => assert!(count == 0 || count == 5, "{name}"),
            }
            match f.db.select::<Sample>().columns(predicate.clone()).all() {
                Err(error) => assert!(error.is_limit() && times > 150, "{name}, {times} times: {error}"),
                Ok(rows) => assert_eq!(rows.len(), 5),
            }
        }
    }
}

#[test]
fn a_long_list_is_not_deep() {
    let f = samples();
    let count = |predicate: Predicate| f.db.select::<Sample>().filter(predicate).count().unwrap();
    assert_eq!(count(any_of((1..=DEEP).map(|id| Sample::ID.eq(id)))), 5);
    assert_eq!(count(all_of((3..=DEEP).map(|id| Sample::ID.ne(id)))), 2);
    assert_eq!(count((0..DEEP).fold(first(), |all, _| all.and(first()))), 5);
    assert_eq!(count((0..DEEP).fold(first().not(), |any, _| first().not().or(any))), 0);
    assert_eq!(count(Sample::ID.in_list(1..=DEEP)), 5);
    let filtered = (0..DEEP).fold(f.db.select::<Sample>(), |select, _| select.filter(first()));
    assert_eq!(filtered.count().unwrap(), 5);
}
