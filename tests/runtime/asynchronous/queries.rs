//! Queries, transactions and streams that run to their end.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{AsyncDatabase, AsyncTransaction, Error};
use tokio::task::JoinSet;

use super::{database, on, runtime};
use crate::model::{Post, User, blog};
use crate::{Counter, NewCounter, counters, value};

fn is_send<T: Send>(value: T) -> T {
    value
}

async fn increment(db: &AsyncDatabase) -> Result<u64, Error> {
    db.update::<Counter>().set(Counter::VALUE.to(Counter::VALUE.add(1))).filter(Counter::ID.eq(1)).run().await
}

#[test]
fn every_builder_is_awaited_and_gives_what_the_blocking_one_gives() {
    let fixture = blog();
    let db = AsyncDatabase::from(fixture.db.clone());
    on(async {
        assert_eq!(db.select::<User>().all().await.unwrap(), fixture.db.select::<User>().all().unwrap());
        assert_eq!(db.find::<User>(1).one().await.unwrap(), fixture.db.find::<User>(1).one().unwrap());
        assert!(db.find::<User>(99).get().await.unwrap().is_none());
        assert!(db.find::<User>(99).one().await.unwrap_err().is_not_found());
        let users = db.query::<User>().with_posts().order_by(User::ID).all().await.unwrap();
        let same = fixture.db.query::<User>().with_posts().order_by(User::ID).all().unwrap();
        assert_eq!(
            users.iter().map(|user| user.posts.len()).collect::<Vec<_>>(),
            same.iter().map(|user| user.posts.len()).collect::<Vec<_>>()
        );
        let (all, number) = db.batch((User::select(), Post::select())).await.unwrap();
        assert_eq!(
            (all.len(), number.len()),
            (fixture.db.select::<User>().all().unwrap().len(), fixture.db.select::<Post>().all().unwrap().len())
        );
        assert_eq!(
            sql!("select count(*) from users").one::<i64, _>(&db).await.unwrap(),
            i64::try_from(all.len()).unwrap()
        );
        let deleted = db.delete::<Post>().all_rows().run().await.unwrap();
        assert_eq!(deleted, u64::try_from(number.len()).unwrap());
    });
}

#[test]
fn futures_and_transactions_can_be_sent_and_outlive_the_handle() {
    let (folder, db) = database(2);
    let runtime = runtime();
    let answer = runtime.spawn(is_send(db.find::<Counter>(1).one()));
    let task = {
        let db = db.clone();
        // As a handler of a web server does.
        runtime.spawn(is_send(async move {
            let tx: AsyncTransaction = db.begin().await?;
            let found = tx.find::<Counter>(1).one().await?.value;
            tokio::time::sleep(Duration::from_millis(5)).await;
            tx.update::<Counter>().set(Counter::VALUE.to(found + 41)).filter(Counter::ID.eq(1)).run().await?;
            tx.commit().await
        }))
    };
    drop(db);
    runtime.block_on(async {
        assert_eq!(answer.await.unwrap().unwrap().value, 0);
        task.await.unwrap().unwrap();
    });
    assert_eq!(value(&folder, 1), 41);
}

#[test]
fn a_transaction_is_committed_rolled_back_or_dropped() {
    let (folder, db) = database(1);
    on(async {
        for (end, expected) in [("commit", 7), ("roll back", 0), ("drop", 0), ("error", 0), ("closure", 9)] {
            db.update::<Counter>().set(Counter::VALUE.to(0)).all_rows().run().await.unwrap();
            let set = |value| Counter::VALUE.to(value);
            if end == "closure" {
                let done = db.transaction(move |tx| tx.update::<Counter>().set(set(9)).all_rows().run()).await;
                assert_eq!(done.unwrap(), 1);
            } else if end == "error" {
                let done = db.transaction(move |tx| {
                    tx.update::<Counter>().set(set(8)).all_rows().run()?;
                    Err::<(), _>(Error::custom("no"))
                });
                assert_eq!(done.await.unwrap_err().to_string(), "no");
            } else {
                let tx = db.begin().await.unwrap();
                tx.update::<Counter>().set(set(7)).all_rows().run().await.unwrap();
                assert_eq!(db.find::<Counter>(1).one().await.unwrap().value, 0, "not committed");
                assert_eq!(tx.find::<Counter>(1).one().await.unwrap().value, 7);
                match end {
                    "commit" => tx.commit().await.unwrap(),
                    "roll back" => tx.roll_back().await.unwrap(),
                    _ => drop(tx),
                }
            }
            // The next one has the lock as soon as the thread is done.
            db.begin().await.unwrap().commit().await.unwrap();
            assert_eq!(value(&folder, 1), expected, "{end}");
        }
    });
}

#[test]
fn r6_a_transaction_that_sqlite_has_ended_is_dead() {
    let (_folder, db) = database(1);
    on(async {
        let tx = db.begin().await.unwrap();
        assert!(sql!("insert or rollback into counters values (1, 1)").run(&tx).await.is_err());
        let ghost = tx.insert(NewCounter { id: Set::Value(99), value: 99 }).run().await;
        assert!(ghost.is_err_and(|error| error.is_transaction_aborted()));
        assert!(tx.commit().await.is_err_and(|error| error.is_transaction_aborted()));
        assert_eq!(db.select::<Counter>().count().await.unwrap(), 1);
    });
}

#[test]
fn a_panic_on_the_other_thread_goes_on_here_and_leaves_nothing_open() {
    let (folder, db) = database(1);
    let runtime = runtime();
    let other = db.clone();
    let panicked = runtime.block_on(runtime.spawn(async move {
        other
            .transaction(|tx| -> Result<(), Error> {
                tx.insert(NewCounter { id: Set::Value(5), value: 5 }).run()?;
                panic!("in the closure")
            })
            .await
    }));
    let panic = panicked.unwrap_err().into_panic();
    assert_eq!(panic.downcast_ref::<&str>(), Some(&"in the closure"));
    runtime.block_on(async {
        let tx = db.begin().await.unwrap();
        tx.insert(NewCounter { id: Set::Value(6), value: 6 }).run().await.unwrap();
        let within =
            tokio::spawn(async move { tx.transaction(|_inner| -> Result<(), Error> { panic!("within") }).await });
        assert!(within.await.unwrap_err().is_panic());
        assert_eq!(db.select::<Counter>().count().await.unwrap(), 1);
        assert_eq!(increment(&db).await.unwrap(), 1);
    });
    assert_eq!(value(&folder, 1), 1);
}

#[test]
fn a_stream_goes_on_as_it_is_read_and_ends_when_it_is_dropped() {
    let (folder, db) = counters(|options| options.readers(1).acquire_timeout(Duration::from_millis(300)));
    db.insert_many((2..=10_000).map(|id| NewCounter { id: Set::Value(id), value: id })).run().unwrap();
    let db = AsyncDatabase::from(db);
    let shown = Arc::new(AtomicUsize::new(0));
    on(async {
        let counting = shown.clone();
        let mut rows = db.stream(move |db, each| {
            db.select::<Counter>().order_by(Counter::ID).for_each(|row| {
                counting.fetch_add(1, Ordering::Relaxed);
                each(row)
            })
        });
        for id in 1..=10 {
            assert_eq!(rows.next().await.unwrap().unwrap().id, id);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert!(shown.load(Ordering::Relaxed) < 100, "it waits for who reads");
        // It has the only connection for readers.
        assert!(db.find::<Counter>(1).one().await.is_err_and(|error| error.is_pool_timeout()));
        drop(rows);
        let start = Instant::now();
        assert_eq!(db.find::<Counter>(1).one().await.unwrap().value, 0);
        assert!(start.elapsed() < Duration::from_secs(1));
        let mut all = db.stream(|db, each| db.select::<Counter>().for_each(each));
        let mut sum = 0;
        while let Some(row) = all.next().await {
            sum += row.unwrap().id;
        }
        assert_eq!(sum, 10_000 * 10_001 / 2);
        let mut failing = db.stream::<i64>(|db, each| sql!("select nothing").for_each(db, each));
        assert!(failing.next().await.unwrap().is_err());
        assert!(failing.next().await.is_none());
    });
    // Nothing reads any more: the WAL can be emptied.
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    let busy = raw.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0)).unwrap();
    assert_eq!(busy, 0);
}

#[test]
fn a_watch_gives_the_rows_of_the_last_commit_and_ends_with_the_database() {
    let (_folder, db) = database(2);
    on(async {
        let mut watch = db.watch(|tx| Ok(tx.find::<Counter>(1).one()?.value)).await.unwrap();
        assert_eq!(watch.next().await.unwrap().unwrap(), 0);
        // Nothing has happened.
        assert!(tokio::time::timeout(Duration::from_millis(50), watch.next()).await.is_err());
        let writer = db.clone();
        let writing = tokio::spawn(async move {
            for _ in 0..50 {
                increment(&writer).await.unwrap();
            }
        });
        let mut seen = 0;
        while seen < 50 {
            let value = watch.next().await.unwrap().unwrap();
            assert!(value >= seen);
            seen = value;
        }
        writing.await.unwrap();
        let ends = tokio::spawn(async move { watch.next().await.is_none() });
        tokio::time::sleep(Duration::from_millis(20)).await;
        db.close().await.unwrap();
        assert!(tokio::time::timeout(Duration::from_secs(5), ends).await.unwrap().unwrap());
    });
}

#[test]
fn who_waits_for_an_awaited_transaction_hears_which_line_began_it() {
    let (_folder, db) = counters(|options| options.acquire_timeout(Duration::from_millis(50)));
    let db = AsyncDatabase::from(db);
    on(async {
        let tx = db.begin().await.unwrap();
        let error = increment(&db).await.unwrap_err();
        assert!(error.is_pool_timeout() && error.to_string().contains("asynchronous/queries.rs:"), "{error}");
        tx.commit().await.unwrap();
    });
}

#[test]
fn r16_a_runtime_that_ends_loses_nothing_that_was_committed() {
    let (folder, db) = database(1);
    let runtime = runtime();
    let done = Arc::new(AtomicUsize::new(0));
    for _ in 0..50 {
        let (db, done) = (db.clone(), done.clone());
        runtime.spawn(async move {
            if increment(&db).await.is_ok() {
                done.fetch_add(1, Ordering::SeqCst);
            }
        });
    }
    let holding = runtime.block_on(async {
        let tx = db.begin().await.unwrap();
        tx.update::<Counter>().set(Counter::VALUE.to(1_000)).all_rows().run().await.unwrap();
        tx
    });
    // The transaction is open when the runtime goes.
    runtime.spawn(async move {
        let _holding = holding;
        std::future::pending::<()>().await;
    });
    drop(runtime);
    let found = value(&folder, 1);
    let done = i64::try_from(done.load(Ordering::SeqCst)).unwrap();
    assert!((done..=50).contains(&found), "{done} were reported, {found} are there");
    let closed = on(db.close()).unwrap();
    assert!(closed.is_durable());
    assert!(on(db.select::<Counter>().count()).is_err_and(|error| error.is_closed()));
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let (_folder, db) = database(1);
    let mut future = std::pin::pin!(db.call(|db| db.select::<Counter>().count()));
    let waker = std::task::Waker::noop();
    let polled = future.as_mut().poll(&mut std::task::Context::from_waker(waker));
    let std::task::Poll::Ready(Err(error)) = polled else { panic!("{polled:?}") };
    assert!(error.is_refused(), "{error}");
}

/// `TASKS=10000` makes the long run.
#[test]
fn tasks_on_small_pools_of_which_some_are_cancelled_neither_hang_nor_leak() {
    let tasks = std::env::var("TASKS").ok().and_then(|tasks| tasks.parse().ok()).unwrap_or(600);
    for readers in [0, 1, 2, 4, 8] {
        let (folder, db) = database(readers);
        let committed = Arc::new(AtomicUsize::new(0));
        on(async {
            let mut running = JoinSet::new();
            for number in 0..tasks {
                let (db, committed) = (db.clone(), committed.clone());
                let task = running.spawn(async move {
                    match number % 4 {
                        0 => drop(db.find::<Counter>(1).one().await.unwrap()),
                        1 => drop(db.read_transaction(|tx| tx.select::<Counter>().count()).await.unwrap()),
                        2 => {
                            increment(&db).await.unwrap();
                            committed.fetch_add(1, Ordering::SeqCst);
                        }
                        _ => {
                            let tx = db.begin().await.unwrap();
                            let found = tx.find::<Counter>(1).one().await.unwrap().value;
                            let set =
                                tx.update::<Counter>().set(Counter::VALUE.to(found + 1)).filter(Counter::ID.eq(1));
                            set.run().await.unwrap();
                            tx.commit().await.unwrap();
                            committed.fetch_add(1, Ordering::SeqCst);
                        }
                    }
                });
                if number % 10 < 3 {
                    // At some moment.
                    tokio::spawn(async move {
                        tokio::time::sleep(Duration::from_micros(u64::try_from(number * 37 % 5_000).unwrap())).await;
                        task.abort();
                    });
                }
            }
            while let Some(ended) = running.join_next().await {
                assert!(ended.is_ok() || ended.unwrap_err().is_cancelled());
            }
            increment(&db).await.unwrap();
            let figures = db.blocking().pool_figures();
            assert_eq!((figures.waiting, figures.writer_in_use), (0, false));
        });
        // What was reported is there; of the cancelled ones some may have come to their commit.
        let found = value(&folder, 1);
        let reported = i64::try_from(committed.load(Ordering::SeqCst)).unwrap() + 1;
        assert!(found >= reported, "{found} of {reported}, {readers} readers");
        assert!(found <= i64::from(tasks));
    }
}
