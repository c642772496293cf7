//! Time limits of queries and transactions: they hold, they nest, and nothing of them is left behind.

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use orm_sqlite::Error;
use orm_sqlite::prelude::*;

use crate::model::{Comment, Fixture, NewTag, Tag, User, blog};

const ENDLESS: &str = "with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n";

pub(super) const fn milliseconds(number: u64) -> Duration {
    Duration::from_millis(number)
}

/// Runs a select that never ends by itself.
pub(super) fn endless(db: &impl Read) -> Result<i64, Error> {
    sql!("with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n").one(db.engine())
}

/// How long the work took, and what it failed with.
#[track_caller]
pub(super) fn stopped<T: std::fmt::Debug>(work: impl FnOnce() -> Result<T, Error>) -> (Duration, Error) {
    let start = Instant::now();
    let error = work().unwrap_err();
    (start.elapsed(), error)
}

#[test]
fn r13_an_endless_query_ends_within_a_second_of_a_limit_of_50_ms() {
    let fixture = blog();
    let (took, error) = stopped(|| endless(&fixture.db.with_timeout(milliseconds(50))));
    assert!(took >= milliseconds(50) && took < milliseconds(1_000), "{took:?}");
    assert!(error.is_timed_out() && error.is_interrupted(), "{error}");
    assert!(!error.is_cancelled() && !error.is_retryable() && !error.is_refused() && !error.is_busy());
    assert_eq!(error.to_string(), "the time limit of 50ms was reached");
    assert_eq!(error.sql(), Some(ENDLESS));
    // Nothing is left that would stop what follows.
    assert_eq!(fixture.db.select::<User>().count().unwrap(), 4);
    let million =
        sql!("with recursive n (i) as (select 1 union all select i + 1 from n limit 1000000) select sum(i) from n");
    assert_eq!(million.one::<i64, _>(&fixture.db).unwrap(), 500_000_500_000);
}

#[test]
fn a_limit_of_zero_runs_nothing_and_one_beyond_the_clock_is_none() {
    let fixture = blog();
    let none = fixture.db.with_timeout(Duration::ZERO);
    let (_, error) = stopped(|| none.insert(NewTag::builder().id(99).label("late").build()).run());
    assert!(error.is_timed_out());
    let began = std::cell::Cell::new(false);
    let (_, error) = stopped(|| {
        none.transaction(|_tx| {
            began.set(true);
            Ok(())
        })
    });
    assert!(error.is_timed_out() && !began.get());
    let (_, error) = stopped(|| {
        none.read_transaction(|_tx| {
            began.set(true);
            Ok(())
        })
    });
    assert!(error.is_timed_out() && !began.get());
    // It does not even need the connection: the transaction has it.
    let within = fixture.db.transaction(|_tx| Ok(none.select::<User>().all()));
    assert!(within.unwrap().unwrap_err().is_timed_out());

    let for_ever = fixture.db.with_timeout(Duration::MAX).with_timeout(Duration::MAX);
    assert_eq!(for_ever.select::<User>().count().unwrap(), 4);
    for_ever.transaction(|tx| tx.insert(NewTag::builder().id(98).label("kept").build()).run()).unwrap();
    assert_eq!(fixture.rows("select label from tags where id > 90"), ["kept"]);
}

#[test]
fn a_limit_counts_anew_for_each_query_of_a_handle() {
    let fixture = blog();
    let limited = fixture.db.with_timeout(milliseconds(200));
    sleep(milliseconds(250));
    for _ in 0..3 {
        assert_eq!(limited.select::<User>().count().unwrap(), 4);
        sleep(milliseconds(100));
    }
}

#[test]
fn a_transaction_is_limited_as_a_whole_and_is_not_committed_late() {
    let fixture = blog();
    let limited = fixture.db.with_timeout(milliseconds(60));
    // Each of the statements is quick; the time passes between them.
    let (took, error) = stopped(|| {
        limited.transaction(|tx| {
            for id in 100.. {
                tx.insert(NewTag::builder().id(id).label("new").build()).run()?;
                sleep(milliseconds(10));
            }
            Ok(())
        })
    });
    assert!(error.is_timed_out() && took < milliseconds(1_000), "{error} {took:?}");
    // Nothing but the commit is late.
    let (_, error) = stopped(|| {
        limited.transaction(|tx| {
            tx.insert(NewTag::builder().id(100).label("new").build()).run()?;
            sleep(milliseconds(80));
            Ok(())
        })
    });
    assert!(error.is_timed_out(), "{error}");
    assert_eq!(fixture.number("select count(*) from tags where id >= 100"), 0);
    let (_, error) = stopped(|| limited.read_transaction(|tx| endless(tx)));
    assert!(error.is_timed_out(), "{error}");
    // The connection writes again behind the read transaction.
    fixture.db.insert(NewTag::builder().id(100).label("new").build()).run().unwrap();
}

#[test]
fn a_read_that_is_stopped_leaves_its_transaction_open() {
    let fixture = blog();
    let label = |label: &str| NewTag::builder().label(label).build();
    fixture
        .db
        .transaction(|tx| {
            tx.insert(label("before")).run()?;
            assert!(endless(&tx.with_timeout(milliseconds(20))).unwrap_err().is_timed_out());
            tx.insert(label("behind")).run()
        })
        .unwrap();
    assert_eq!(fixture.number("select count(*) from tags where label in ('before', 'behind')"), 2);
}

#[test]
fn r6_a_write_that_is_stopped_ends_its_transaction_and_later_calls_say_why() {
    let fixture = blog();
    let mut later = None;
    let (_, error) = stopped(|| {
        fixture.db.transaction(|tx| {
            tx.insert(NewTag::builder().id(100).label("new").build()).run()?;
            let flood = sql!(
                "insert into tags (label) with recursive n (i) as (select 1 union all select i + 1 from n) select i from n"
            );
            let flooded = flood.run(&tx.with_timeout(milliseconds(20))).unwrap_err();
            assert!(flooded.is_timed_out(), "{flooded}");
            later = Some(tx.insert(NewTag::builder().id(101).label("ghost").build()).run().unwrap_err());
            Ok(())
        })
    });
    for error in [error, later.unwrap()] {
        assert!(error.is_transaction_aborted(), "{error}");
        assert!(error.to_string().contains("the time limit of 20ms was reached"), "{error}");
    }
    assert_eq!(
        fixture.number("select count(*) from tags where id >= 100 or label > '0'"),
        fixture.number("select count(*) from tags")
    );
    assert_eq!(fixture.number("select count(*) from tags where id >= 100"), 0);
}

#[test]
fn limits_nest_and_the_outer_one_holds_inside() {
    let fixture = blog();
    let db = &fixture.db;
    // The inner handle allows more than is left.
    let (took, error) = stopped(|| {
        db.with_timeout(milliseconds(50)).transaction(|tx| endless(&tx.with_timeout(Duration::from_mins(1))))
    });
    assert!(error.is_timed_out() && took < milliseconds(1_000), "{took:?}");
    assert!(error.to_string().contains("50ms"), "{error}");
    // A plain statement of the transaction, and one two transactions deep.
    for deep in [false, true] {
        let (took, error) = stopped(|| {
            db.with_timeout(milliseconds(50)).transaction(|tx| {
                if deep {
                    tx.transaction(|inner| inner.transaction(|innermost| endless(innermost)))
                } else {
                    endless(tx)
                }
            })
        });
        assert!(error.is_timed_out() && took < milliseconds(1_000), "{took:?}");
    }
    // The inner one is shorter: what it stops is taken back, and the outer transaction goes on.
    let kept = db.with_timeout(Duration::from_mins(1)).transaction(|tx| {
        let inner = tx.with_timeout(milliseconds(20)).transaction(|inner| {
            inner.insert(NewTag::builder().id(100).label("inner").build()).run()?;
            endless(inner)
        });
        let inner = inner.unwrap_err();
        assert!(inner.is_timed_out() && inner.to_string().contains("20ms"), "{inner}");
        tx.insert(NewTag::builder().id(101).label("outer").build()).run()
    });
    kept.unwrap();
    assert_eq!(fixture.rows("select label from tags where id >= 100"), ["outer"]);
}

#[test]
fn a_closure_that_is_slow_with_each_row_is_stopped_at_the_next_row() {
    let fixture = blog();
    let mut seen = 0;
    let rows = sql!("with recursive n (i) as (select 1 union all select i + 1 from n limit 1000) select i from n");
    let (took, error) = stopped(|| {
        rows.for_each(&fixture.db.with_timeout(milliseconds(50)), |_: i64| {
            seen += 1;
            sleep(milliseconds(10));
        })
    });
    assert!(error.is_timed_out() && (1..=6).contains(&seen), "{seen} {error}");
    assert!(took < milliseconds(1_000) && error.sql().is_some_and(|sql| sql.ends_with("select i from n")));
}

#[test]
fn everything_that_runs_is_limited() {
    let fixture = blog();
    let none = fixture.db.with_timeout(Duration::ZERO);
    let by_name = fixture.db.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name))).unwrap();
    let errors = [
        none.query::<User>().with_posts().all().map(drop).unwrap_err(),
        none.batch((User::select(), Tag::delete().all_rows())).map(drop).unwrap_err(),
        by_name.on(&none).all("Ada").map(drop).unwrap_err(),
        none.prepare(User::select).unwrap().all(()).map(drop).unwrap_err(),
        User::select().using(&none).count().map(drop).unwrap_err(),
        User::select().using(none.engine()).exists().map(drop).unwrap_err(),
        sql!("delete from tags").run(&none).map(drop).unwrap_err(),
    ];
    for error in errors {
        assert!(error.is_timed_out(), "{error}");
    }
    assert!(fixture.number("select count(*) from tags") > 0);

    let enough = fixture.db.with_timeout(Duration::from_mins(1));
    assert_eq!(enough.query::<User>().with_posts().all().unwrap().len(), 4);
    assert_eq!(by_name.on(&enough).all("Ada").unwrap().len(), 1);
    assert_eq!(enough.batch((User::select(), Tag::delete().filter(Tag::ID.eq(-1)))).unwrap().1, 0);
    // SQLite refuses some statements within a transaction, and a bounded write runs in one.
    sql!("vacuum").run(&enough).unwrap();
    sql!("create index late on tags (label)").run(&enough).unwrap();
    assert_eq!(fixture.number("select count(*) from sqlite_schema where name = 'late'"), 1);
}

#[test]
fn progress_is_told_how_long_it_has_been_and_stops_the_work() {
    let fixture = blog();
    let longest = Arc::new(AtomicU64::new(0));
    let told = Arc::clone(&longest);
    let progress = move |elapsed: Duration| {
        let elapsed = u64::try_from(elapsed.as_millis()).unwrap();
        assert!(elapsed >= told.fetch_max(elapsed, Ordering::Relaxed), "time goes on");
        if elapsed >= 40 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let (took, error) = stopped(|| endless(&fixture.db.with_progress(progress)));
    assert!(error.is_cancelled() && !error.is_timed_out(), "{error}");
    assert!(took >= milliseconds(40) && took < milliseconds(1_000), "{took:?}");
    assert!(longest.load(Ordering::Relaxed) >= 40);
    let failing = fixture.db.with_progress(|_| Err::<(), _>(Error::custom("enough")));
    assert!(failing.select::<User>().count().unwrap_err().is_cancelled());
}

#[test]
fn panics_under_a_limit_reach_the_caller_and_leave_nothing_behind() {
    let fixture = blog();
    let db = &fixture.db;
    let limited = db.with_timeout(Duration::from_mins(1));
    let late = |elapsed: Duration| assert!(elapsed < milliseconds(20), "the progress panics");
    let works: [&dyn Fn(); 4] = [
        &|| drop(endless(&db.with_progress(late))),
        &|| drop(db.with_progress(late).transaction(|tx| endless(&tx.with_timeout(Duration::MAX)))),
        &|| drop(limited.select::<User>().for_each(|user| assert!(user.id < 0, "the closure panics"))),
        &|| {
            let panicking = |tx: &Transaction<'_>| -> Result<(), Error> {
                tx.delete::<Comment>().all_rows().run()?;
                panic!("the transaction panics")
            };
            drop(limited.transaction(panicking));
        },
    ];
    let comments = fixture.number("select count(*) from comments");
    for work in works {
        let panic = catch_unwind(AssertUnwindSafe(work)).unwrap_err();
        let message = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let message = message.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap();
        assert!(message.contains("panics"), "{message}");
        assert_eq!(db.select::<User>().count().unwrap(), 4);
        assert_eq!(sql!("pragma busy_timeout").one::<i64, _>(db).unwrap(), 5_000);
        let long = sql!(
            "with recursive n (i) as (select 1 union all select i + 1 from n limit 300000) select count(*) from n"
        );
        assert_eq!(long.one::<i64, _>(db).unwrap(), 300_000);
    }
    assert_eq!(fixture.number("select count(*) from comments"), comments);
}

#[test]
fn a_database_that_is_used_inside_of_anothers_limit_has_none() {
    let (one, other) = (blog(), Fixture::empty());
    let limited = one.db.with_timeout(milliseconds(40));
    let (_, error) = stopped(|| {
        limited.transaction(|tx| {
            // Longer than the limit, on a database that has none.
            let start = Instant::now();
            while start.elapsed() < milliseconds(60) {
                let long = sql!("with recursive n (i) as (select 1 union all select i + 1 from n limit 10000) select count(*) from n");
                assert_eq!(long.one::<i64, _>(&other.db).unwrap(), 10_000);
            }
            tx.select::<User>().count()
        })
    });
    assert!(error.is_timed_out());
}
