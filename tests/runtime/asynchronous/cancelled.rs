//! Futures that are dropped at every poll at which they can be.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{AsyncDatabase, Error};

use super::{database, on};
use crate::{Counter, NewCounter, value};

/// Work on a database, which writes whole hundreds to counters or nothing.
type Workload = fn(AsyncDatabase) -> Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Ends without an answer at the poll of this number.
struct Until<F> {
    future: Pin<Box<F>>,
    polls: Arc<AtomicUsize>,
    last: usize,
}

impl<F: Future> Future for Until<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls.fetch_add(1, Ordering::Relaxed) == self.last {
            return Poll::Ready(None);
        }
        self.future.as_mut().poll(context).map(Some)
    }
}

fn hundred(id: i64) -> NewCounter {
    NewCounter { id: Set::Value(id), value: 100 }
}

/// All the ways of waiting: reads, writes, loads, batches, closures, transactions with one to many steps, nested ones, streams.
fn workloads() -> Vec<Workload> {
    let mut all: Vec<Workload> = vec![
        |db| Box::pin(async move { db.find::<Counter>(1).one().await.map(drop) }),
        |db| Box::pin(async move { db.find::<Counter>(99).get().await.map(drop) }),
        |db| Box::pin(async move { db.select::<Counter>().all().await.map(drop) }),
        |db| Box::pin(async move { db.select::<Counter>().count().await.map(drop) }),
        |db| Box::pin(async move { db.select::<Counter>().order_by(Counter::ID).limit(1).all().await.map(drop) }),
        |db| Box::pin(async move { db.batch((Counter::select(), Counter::select())).await.map(drop) }),
        |db| Box::pin(async move { sql!("select count(*) from counters").one::<i64, _>(&db).await.map(drop) }),
        |db| Box::pin(async move { db.read_transaction(|tx| tx.select::<Counter>().count()).await.map(drop) }),
        |db| Box::pin(async move { db.call(|db| db.select::<Counter>().count()).await.map(drop) }),
        |db| Box::pin(async move { db.insert(hundred(2)).run().await.map(drop) }),
        |db| Box::pin(async move { db.insert(hundred(2)).returning().one().await.map(drop) }),
        |db| Box::pin(async move { db.insert_many((2..50).map(hundred)).run().await.map(drop) }),
        |db| {
            Box::pin(async move { db.update::<Counter>().set(Counter::VALUE.to(100)).all_rows().run().await.map(drop) })
        },
        |db| Box::pin(async move { db.delete::<Counter>().filter(Counter::ID.gt(1)).run().await.map(drop) }),
        |db| Box::pin(async move { sql!("insert into counters values (2, 100)").run(&db).await.map(drop) }),
        |db| Box::pin(async move { db.transaction(|tx| tx.insert(hundred(2)).run()).await.map(drop) }),
        |db| {
            Box::pin(async move {
                let twice = db.transaction(|tx| {
                    tx.insert(hundred(2)).run()?;
                    tx.transaction(|inner| inner.insert(hundred(3)).run())
                });
                twice.await.map(drop)
            })
        },
        |db| Box::pin(async move { db.begin().await.map(drop) }),
        |db| Box::pin(async move { db.begin().await?.commit().await }),
        |db| Box::pin(async move { db.begin().await?.roll_back().await }),
        |db| {
            Box::pin(async move {
                let tx = db.begin().await?;
                tx.insert(hundred(2)).run().await?;
                tx.commit().await
            })
        },
        |db| {
            Box::pin(async move {
                let tx = db.begin().await?;
                for id in 2..8 {
                    tx.insert(hundred(id)).run().await?;
                }
                tx.commit().await
            })
        },
        |db| {
            Box::pin(async move {
                let tx = db.begin().await?;
                tx.insert(hundred(2)).run().await?;
                tx.transaction(|inner| inner.insert(hundred(3)).run()).await?;
                tx.roll_back().await
            })
        },
        |db| {
            Box::pin(async move {
                let mut rows = db.stream(|db, each| db.select::<Counter>().for_each(each));
                while let Some(row) = rows.next().await {
                    row?;
                }
                Ok(())
            })
        },
        |db| {
            Box::pin(async move {
                let (one, two) = tokio::join!(db.find::<Counter>(1).one(), db.insert(hundred(2)).run());
                one.and(two).map(drop)
            })
        },
    ];
    // Each once more behind another transaction, so that it waits for its turn.
    all.extend(all.clone());
    all
}

#[test]
fn r14_a_future_that_is_dropped_at_any_poll_leaves_nothing_open() {
    let workloads = workloads();
    assert_eq!(workloads.len(), 50);
    let (mut dropped, half) = (0, workloads.len() / 2);
    for (number, workload) in workloads.into_iter().enumerate() {
        on(async {
            for last in 0.. {
                assert!(last < 200, "workload {number} does not come to its end");
                let (folder, db) = database(1);
                let before = if number < half { None } else { Some(db.begin().await.unwrap()) };
                let polls = Arc::new(AtomicUsize::new(0));
                let until = Until { future: Box::pin(workload(db.clone())), polls: polls.clone(), last };
                let release = async move {
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    drop(before);
                };
                let (ended, ()) = tokio::join!(until, release);
                let start = Instant::now();
                // The next transaction gets its turn, and finds whole writes.
                let tx = db.begin().await.unwrap();
                let rows = tx.select::<Counter>().all().await.unwrap();
                tx.commit().await.unwrap();
                assert!(start.elapsed() < Duration::from_secs(1), "workload {number}, dropped at poll {last}");
                assert!(rows.iter().all(|row| row.value % 100 == 0));
                let extra = rows.len() - 1;
                assert!([0, 1, 2, 6, 48].contains(&extra), "workload {number}, dropped at poll {last}: {rows:?}");
                assert_eq!(value(&folder, 1) % 100, 0);
                // A read that was dropped ends by itself.
                while db.blocking().pool_figures().readers_in_use > 0 {
                    assert!(start.elapsed() < Duration::from_secs(1), "workload {number}, poll {last}");
                    tokio::time::sleep(Duration::from_millis(1)).await;
                }
                assert_eq!(db.blocking().pool_figures().waiting, 0, "workload {number}, poll {last}");
                match ended {
                    None => dropped += 1,
                    Some(done) => {
                        done.unwrap();
                        break;
                    }
                }
            }
        });
    }
    println!("{dropped} futures were dropped");
    assert!(dropped > 100);
}

#[test]
fn a_watch_whose_future_is_dropped_while_its_query_runs_gives_the_change_to_the_next() {
    let (_folder, db) = database(2);
    on(async {
        let mut watch = db.watch(|tx| Ok(tx.find::<Counter>(1).one()?.value)).await.unwrap();
        assert_eq!(watch.next().await.unwrap().unwrap(), 0);
        let mut dropped = 0;
        'writes: for written in 1..=50 {
            db.update::<Counter>().set(Counter::VALUE.to(written)).all_rows().run().await.unwrap();
            for _ in 0..2 {
                // After its first poll, in which it sends the query to a thread.
                let until = Until { future: Box::pin(watch.next()), polls: Arc::default(), last: 1 };
                let until = tokio::time::timeout(Duration::from_secs(10), until).await;
                if let Some(answer) = until.expect("the change is lost") {
                    assert_eq!(answer.unwrap().unwrap(), written);
                    continue 'writes;
                }
                dropped += 1;
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            let answer = tokio::time::timeout(Duration::from_secs(10), watch.next()).await;
            assert_eq!(answer.expect("the change is lost").unwrap().unwrap(), written);
        }
        assert!(dropped >= 20, "{dropped}");
    });
}
