//! A write that is stopped has written nothing, whenever it is stopped: also behind its last step.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use orm_sqlite::prelude::*;
use orm_sqlite::{CancellationToken, Error, sql};

use super::deadlines::milliseconds;
use crate::model::Fixture;
use crate::random::Random;

fn numbers() -> Fixture {
    let fixture = Fixture::empty();
    fixture.db.execute_script("create table numbers (n integer not null unique check (n <> 13)) strict").unwrap();
    fixture
}

/// Inserts so many new numbers.
fn insert(db: &impl Read, from: i64, rows: i64) -> Result<u64, Error> {
    let last = from + rows - 1;
    let flood = sql!(
        "insert into numbers with recursive n (i) as (select {from} union all select i + 1 from n where i < {last}) \
         select i from n"
    );
    flood.run(db.engine())
}

#[test]
fn r13_a_write_under_a_limit_leaves_no_row() {
    let fixture = numbers();
    let stopped = insert(&fixture.db.with_timeout(milliseconds(30)), 100, i64::MAX - 100).unwrap_err();
    assert!(stopped.is_timed_out(), "{stopped}");
    assert_eq!(fixture.number("select count(*) from numbers"), 0);
    assert_eq!(insert(&fixture.db, 100, 5).unwrap(), 5);
    assert_eq!(fixture.number("select count(*) from numbers"), 5);
}

/// Stops at the `at`th look.
fn at(at: u64) -> impl Fn(std::time::Duration) -> ControlFlow<()> + Send + Sync + 'static {
    let looks = Arc::new(AtomicU64::new(0));
    move |_| {
        if looks.fetch_add(1, Ordering::Relaxed) >= at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

#[test]
fn r13_a_write_is_whole_or_not_there_wherever_it_is_stopped() {
    let fixture = numbers();
    let (mut written, mut next, mut stopped) = (0, 100, 0);
    for rows in 1..=160 {
        for look in 1.. {
            match insert(&fixture.db.with_progress(at(look)), next, rows) {
                Ok(inserted) => {
                    assert_eq!(inserted, u64::try_from(rows).unwrap());
                    written += rows;
                    next += rows;
                    break;
                }
                Err(error) => {
                    assert!(error.is_cancelled(), "{error}");
                    stopped += 1;
                }
            }
            assert_eq!(fixture.number("select count(*) from numbers"), written, "{rows} rows, look {look}");
        }
    }
    println!("{stopped} writes were stopped");
    assert_eq!(fixture.number("select count(*) from numbers"), written);
    assert!(stopped > 100);
}

#[test]
fn r13_within_a_transaction_a_stopped_write_takes_back_its_own_or_all() {
    let fixture = numbers();
    let (mut written, mut next, mut taken_back, mut ended) = (0, 100, 0, 0);
    for rows in 1..=160 {
        for look in 1.. {
            let mut stopped = None;
            let committed = fixture.db.transaction(|tx| {
                insert(tx, next, 1)?;
                stopped = insert(&tx.with_progress(at(look)), next + 1, rows).err();
                Ok(())
            });
            let whole = stopped.is_none();
            match (stopped, committed) {
                (None, Ok(())) => (written, next) = (written + rows + 1, next + rows + 1),
                (Some(error), Ok(())) => {
                    assert!(error.is_cancelled(), "{error}");
                    (written, next, taken_back) = (written + 1, next + 1, taken_back + 1);
                }
                (Some(error), Err(aborted)) => {
                    assert!(error.is_cancelled() && aborted.is_transaction_aborted(), "{error} {aborted}");
                    ended += 1;
                }
                (None, Err(error)) => panic!("{error}"),
            }
            assert_eq!(fixture.number("select count(*) from numbers"), written, "{rows} rows, look {look}");
            if whole {
                break;
            }
        }
    }
    println!("{ended} transactions were ended by SQLite, {taken_back} statements were taken back");
    assert!(ended > 0 && taken_back > 0);
}

#[test]
fn random_cancels_leave_whole_writes_only() {
    let fixture = numbers();
    let mut random = Random::new(6);
    let (mut written, mut next, mut stopped) = (0, 100, 0);
    for _ in 0..100 {
        let token = CancellationToken::new();
        let way = random.below(3);
        let rows = i64::try_from(1 + random.below(3_000)).unwrap();
        let after = std::time::Duration::from_micros(u64::try_from(random.below(9_000)).unwrap());
        let inserted = std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(after);
                token.cancel();
            });
            let cancellable = fixture.db.with_cancel(&token);
            match way {
                0 => insert(&cancellable, next, rows),
                1 => cancellable.transaction(|tx| Ok(insert(tx, next, 1)? + insert(tx, next + 1, rows)? - 1)),
                _ => fixture.db.transaction(|tx| insert(&tx.with_cancel(&token), next, rows)),
            }
        });
        let before = std::mem::replace(&mut written, fixture.number("select count(*) from numbers"));
        match inserted {
            Ok(inserted) => {
                assert_eq!(inserted, u64::try_from(rows).unwrap());
                assert_eq!(written - before, rows + i64::from(way == 1));
            }
            Err(error) => {
                assert!(error.is_cancelled(), "{error}");
                assert_eq!(written, before);
                stopped += 1;
            }
        }
        next += rows + 1;
    }
    println!("{stopped} of 100 writes were cancelled");
    assert!(stopped > 0);
}

#[test]
fn a_conflict_clause_does_the_same_under_a_limit() {
    for clause in ["abort", "fail", "ignore", "replace", "rollback"] {
        let rows = |limited: bool| {
            let fixture = numbers();
            insert(&fixture.db, 3, 1).unwrap();
            let text = sql::trusted(clause);
            let run = |db: &dyn Fn(orm_sqlite::query::Raw) -> Result<u64, Error>| {
                db(sql!("insert or {text} into numbers values (1), (2), (3), (4)")).map_err(|error| error.to_string())
            };
            let long = std::time::Duration::from_mins(1);
            let alone = if limited {
                run(&|raw| raw.run(&fixture.db.with_timeout(long)))
            } else {
                run(&|raw| raw.run(&fixture.db))
            };
            let within = fixture.db.transaction(|tx| {
                insert(tx, 200, 1)?;
                let ran = if limited { run(&|raw| raw.run(&tx.with_timeout(long))) } else { run(&|raw| raw.run(tx)) };
                Ok(ran)
            });
            (alone, within.map_err(|error| error.to_string()), fixture.rows("select n from numbers order by n"))
        };
        assert_eq!(rows(true), rows(false), "{clause}");
    }
}
