//! Cancelling work from other threads: at any time, often, and without a trace.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{CancellationToken, Error};

use super::deadlines::{endless, milliseconds, stopped};
use crate::model::{Comment, NewTag, User, blog};
use crate::random::Random;

/// Calls `cancel` after a while, from another thread, while `work` runs here.
fn cancelling<T>(token: &CancellationToken, after: Duration, work: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(after);
            token.cancel();
        });
        work()
    })
}

#[test]
fn an_endless_query_ends_when_it_is_cancelled() {
    let fixture = blog();
    let token = CancellationToken::new();
    let cancellable = fixture.db.with_cancel(&token);
    let (took, error) = cancelling(&token, milliseconds(30), || stopped(|| endless(&cancellable)));
    assert!(took >= milliseconds(30) && took < milliseconds(1_000), "{took:?}");
    assert!(error.is_cancelled() && error.is_interrupted() && !error.is_timed_out() && !error.is_retryable());
    assert!(error.to_string().starts_with("the work was cancelled after "), "{error}");
    assert!(error.sql().is_some_and(|sql| sql.starts_with("with recursive")));
    // A token stays cancelled, for all who have it and nobody else.
    assert!(cancellable.select::<User>().count().unwrap_err().is_cancelled());
    assert!(fixture.db.with_cancel(&token.clone()).select::<User>().count().unwrap_err().is_cancelled());
    assert_eq!(fixture.db.with_cancel(&CancellationToken::new()).select::<User>().count().unwrap(), 4);
}

#[test]
fn cancelled_before_the_start_behind_the_end_and_never() {
    let fixture = blog();
    let token = CancellationToken::new();
    let tag = |id: i64| NewTag::builder().id(id).label("new").build();
    assert_eq!(fixture.db.with_cancel(&token).insert(tag(100)).run().unwrap(), 1);
    token.cancel();
    token.cancel();
    assert_eq!(fixture.number("select count(*) from tags where id = 100"), 1);

    let mut began = false;
    let refused = fixture.db.with_cancel(&token).transaction(|tx| {
        began = true;
        tx.insert(tag(101)).run()
    });
    assert!(refused.unwrap_err().is_cancelled() && !began);

    let forgotten = {
        let dropped = CancellationToken::new();
        fixture.db.with_cancel(&dropped)
    };
    assert_eq!(forgotten.insert(tag(102)).run().unwrap(), 1);
    assert_eq!(fixture.rows("select id from tags where id >= 100 order by id"), ["100", "102"]);
}

#[test]
fn a_transaction_that_is_cancelled_between_its_statements_writes_nothing() {
    let fixture = blog();
    let token = CancellationToken::new();
    let result = fixture.db.with_cancel(&token).transaction(|tx| {
        tx.delete::<Comment>().all_rows().run()?;
        token.cancel();
        // The next statement fails, and so does the commit of who does not look.
        assert!(tx.select::<User>().count().unwrap_err().is_cancelled());
        Ok(())
    });
    assert!(result.unwrap_err().is_cancelled());
    assert!(fixture.number("select count(*) from comments") > 0);
}

#[test]
fn one_token_stops_the_work_of_many_threads() {
    let fixture = blog();
    let (token, barrier) = (CancellationToken::new(), Barrier::new(9));
    thread::scope(|scope| {
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let (db, token, barrier) = (fixture.db.clone(), token.clone(), &barrier);
                scope.spawn(move || {
                    barrier.wait();
                    endless(&db.with_cancel(&token))
                })
            })
            .collect();
        barrier.wait();
        thread::sleep(milliseconds(20));
        token.cancel();
        for worker in workers {
            assert!(worker.join().unwrap().unwrap_err().is_cancelled());
        }
    });
    assert_eq!(fixture.db.select::<User>().count().unwrap(), 4);
}

#[test]
fn r13_a_late_cancel_never_hits_another_query_in_200_rounds() {
    const NUMBERS: i64 = 60_000;
    let fixture = blog();
    let mut random = Random::new(13);
    let sum = |db: &dyn Fn(i64) -> Result<i64, Error>, limit: i64| {
        let right = (1..=limit).sum::<i64>();
        match db(limit) {
            Ok(answer) => {
                assert_eq!(answer, right);
                true
            }
            Err(error) => {
                assert!(error.is_cancelled(), "{error}");
                false
            }
        }
    };
    let numbers = |limit: i64| {
        sql!("with recursive n (i) as (select 1 union all select i + 1 from n limit {limit}) select sum(i) from n")
    };
    // The cancel comes at any time until the query has ended and a while behind it.
    let start = Instant::now();
    assert!(sum(&|limit| numbers(limit).one(&fixture.db), NUMBERS));
    let longest = usize::try_from(start.elapsed().as_micros()).unwrap() * 2;
    let (mut answered, mut cancelled) = (0, 0);
    for _ in 0..200 {
        let token = CancellationToken::new();
        let after = Duration::from_micros(u64::try_from(random.below(longest)).unwrap());
        let own = cancelling(&token, after, || {
            let cancellable = fixture.db.with_cancel(&token);
            let own = sum(&|limit| numbers(limit).one(&cancellable), NUMBERS);
            // The token may be cancelled while these run, which have none.
            assert!(sum(&|limit| numbers(limit).one(&fixture.db), NUMBERS / 10));
            assert_eq!(fixture.db.transaction(|tx| tx.select::<User>().count()).unwrap(), 4);
            own
        });
        if own { answered += 1 } else { cancelled += 1 }
    }
    println!("{answered} queries were answered and {cancelled} cancelled");
    assert!(answered > 0 && cancelled > 0, "{answered} {cancelled}: the rounds say nothing");
}
