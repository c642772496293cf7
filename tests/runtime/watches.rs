//! Queries that run again: when they do, when they do not, and that none is missed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake};
use std::thread;
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{Error, Watch};

use crate::changes::{Author, Book, Notice, author, book, libraries};
use crate::{Counter, counters, set, value};

const LONG: Duration = Duration::from_secs(20);
const SHORT: Duration = Duration::from_millis(30);

fn rename(db: &Database) {
    db.update::<Author>().set(Author::NAME.to("x")).all_rows().run().unwrap();
}

/// Whether the query is due, and runs.
fn due<T>(watch: &mut Watch<T>) -> bool {
    watch.try_next().unwrap().is_some()
}

#[test]
fn a_watch_runs_again_after_each_commit_to_a_table_that_it_has_read_and_no_other() {
    for (_folder, db) in libraries() {
        let mut joined = db
            .watch(|tx| tx.select::<Book>().inner_join::<Author>().on(Author::ID.eq(Book::AUTHOR_ID)).count())
            .unwrap();
        let mut nested = db
            .watch(|tx| {
                tx.select::<Notice>().filter(exists(Book::correlated().filter(Book::ID.eq(Notice::ID)))).count()
            })
            .unwrap();
        let titles = |tx: &ReadTransaction<'_>| -> Result<i64, Error> { sql!("select count(*) from titles").one(tx) };
        let mut view = db.watch(titles).unwrap();
        let mut counted = db.watch(|tx| tx.select::<Author>().count()).unwrap();
        let mut all = |expected: [bool; 4]| {
            assert_eq!([due(&mut joined), due(&mut nested), due(&mut view), due(&mut counted)], expected);
            assert_eq!([due(&mut joined), due(&mut nested), due(&mut view), due(&mut counted)], [false; 4]);
        };
        all([true; 4]);
        sql!("insert into plain values (1, 1)").run(&db).unwrap();
        all([false; 4]);
        book(&db, 1).unwrap();
        all([true, true, true, false]);
        sql!("delete from notices").run(&db).unwrap();
        all([false, true, false, false]);
        rename(&db);
        all([true, false, true, true]);
        // By a foreign key.
        db.delete::<Author>().filter(Author::ID.eq(1)).run().unwrap();
        all([true, true, true, true]);
        let tx = db.begin().unwrap();
        author(&tx, 9);
        drop(tx);
        all([false; 4]);
        db.execute_script("create table more (a)").unwrap();
        all([true; 4]);
    }
}

#[test]
fn a_view_that_others_define_anew_is_learnt_by_a_statement_that_is_prepared() {
    let [(folder, db), _] = libraries();
    let mut watch = db.watch(|tx| -> Result<i64, Error> { sql!("select count(*) from titles").one(tx) }).unwrap();
    assert!(due(&mut watch));
    sql!("insert into plain values (1, 1)").run(&db).unwrap();
    assert!(!due(&mut watch));
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    raw.execute_batch("drop view titles; create view titles as select * from plain").unwrap();
    rename(&db);
    assert_eq!(watch.try_next().unwrap(), Some(1));
    sql!("insert into plain values (2, 2)").run(&db).unwrap();
    assert_eq!(watch.try_next().unwrap(), Some(2));
}

#[test]
fn a_full_text_index_that_triggers_keep_is_watched() {
    for (_folder, db) in libraries() {
        db.execute_script(
            "create virtual table words using fts5(title);
             create trigger keeping after insert on books begin insert into words (rowid, title) values (new.id, new.title); end;",
        )
        .unwrap();
        let found = |tx: &ReadTransaction<'_>| -> Result<i64, Error> {
            sql!("select count(*) from words where words match 'book'").one(tx)
        };
        let mut watch = db.watch(found).unwrap();
        assert_eq!(watch.try_next().unwrap(), Some(0));
        for number in 1..=3 {
            book(&db, number).unwrap();
            assert_eq!(watch.try_next().unwrap(), Some(number));
        }
        rename(&db);
        assert!(!due(&mut watch));
    }
}

#[test]
fn what_is_read_by_a_nested_run_and_by_a_prepared_query_counts() {
    for (_folder, db) in libraries() {
        book(&db, 1).unwrap();
        let by_id = db.prepare(|id: Param<i64>| Notice::select().filter(Notice::ID.eq(id))).unwrap();
        let mut watch = db
            .watch(move |tx| {
                let mut found = 0;
                tx.select::<Book>().for_each(|book| {
                    found += by_id.on(tx).all(book.id)?.len();
                    Ok::<(), Error>(())
                })?;
                Ok(found)
            })
            .unwrap();
        assert_eq!(watch.try_next().unwrap(), Some(1));
        sql!("delete from notices").run(&db).unwrap();
        assert_eq!(watch.try_next().unwrap(), Some(0));
        sql!("delete from books").run(&db).unwrap();
        assert_eq!(watch.try_next().unwrap(), Some(0));
        // Without books no notice is looked for.
        sql!("insert into notices values (7, '')").run(&db).unwrap();
        assert!(!due(&mut watch));
    }
}

#[test]
fn next_gives_the_rows_at_once_and_then_waits_for_a_commit() {
    for (_folder, db) in libraries() {
        let (sender, rows) = mpsc::channel();
        let watch = db.watch(|tx| tx.select::<Author>().count()).unwrap();
        let watching = thread::spawn(move || watch.for_each(|count| sender.send(count.unwrap()).unwrap()));
        assert_eq!(rows.recv_timeout(LONG), Ok(1));
        assert!(rows.recv_timeout(SHORT).is_err());
        author(&db, 2);
        assert_eq!(rows.recv_timeout(LONG), Ok(2));
        book(&db, 1).unwrap();
        assert!(rows.recv_timeout(SHORT).is_err());
        // The last handle.
        drop(db);
        watching.join().unwrap();
    }
}

#[test]
fn several_commits_while_nobody_asks_are_one_run() {
    for (_folder, db) in libraries() {
        let runs = Arc::new(AtomicU64::new(0));
        let counted = runs.clone();
        let mut watch = db
            .watch(move |tx| {
                counted.fetch_add(1, Ordering::Relaxed);
                tx.select::<Author>().count()
            })
            .unwrap();
        assert_eq!(runs.load(Ordering::Relaxed), 0, "nothing runs before it is asked");
        (2..=30).for_each(|id| author(&db, id));
        assert_eq!(watch.next().unwrap().unwrap(), 30);
        (31..=60).for_each(|id| author(&db, id));
        assert_eq!(watch.next().unwrap().unwrap(), 60);
        assert_eq!(watch.next_timeout(SHORT).unwrap(), None);
        assert_eq!(runs.load(Ordering::Relaxed), 2);
    }
}

#[test]
fn the_tables_are_learnt_in_each_run() {
    for (_folder, db) in libraries() {
        let mut watch = db
            .watch(|tx| {
                let named_x = tx.select::<Author>().filter(Author::NAME.eq("x")).count()?;
                if named_x > 0 { tx.select::<Book>().count() } else { Ok(0) }
            })
            .unwrap();
        assert!(due(&mut watch));
        book(&db, 1).unwrap();
        assert!(!due(&mut watch));
        rename(&db);
        assert_eq!(watch.try_next().unwrap(), Some(1));
        book(&db, 2).unwrap();
        assert_eq!(watch.try_next().unwrap(), Some(2));
        db.update::<Author>().set(Author::NAME.to("y")).all_rows().run().unwrap();
        assert!(due(&mut watch));
        book(&db, 3).unwrap();
        assert!(!due(&mut watch));
    }
}

#[test]
fn a_commit_during_a_run_is_not_lost() {
    let [(_folder, db), _] = libraries();
    let (ask, asked) = mpsc::channel();
    let (done, is_done) = mpsc::channel();
    let writer = db.clone();
    let writing = thread::spawn(move || {
        for id in asked {
            author(&writer, id);
            done.send(()).unwrap();
        }
    });
    let mut others = vec![3, 2];
    let mut watch = db
        .watch(move |tx| {
            let count = tx.select::<Author>().count()?;
            // This run has read, and does not see what is committed now.
            if let Some(id) = others.pop() {
                ask.send(id).unwrap();
                is_done.recv().unwrap();
            }
            assert_eq!(tx.select::<Author>().count()?, count);
            Ok(count)
        })
        .unwrap();
    let counts: Vec<Option<u64>> = (0..4).map(|_| watch.next_timeout(SHORT).unwrap()).collect();
    assert_eq!(counts, [Some(1), Some(2), Some(3), None]);
    drop(watch);
    writing.join().unwrap();
}

#[test]
fn closing_the_database_ends_who_waits() {
    for (_folder, db) in libraries() {
        let mut other = db.watch(|tx| tx.select::<Author>().count()).unwrap();
        let mut watch = db.watch(|tx| tx.select::<Author>().count()).unwrap();
        let (sender, waits) = mpsc::channel();
        let watching = thread::spawn(move || {
            watch.next().unwrap().unwrap();
            sender.send(()).unwrap();
            watch.next().is_none() && watch.next().is_none() && watch.try_next().is_err_and(|error| error.is_closed())
        });
        waits.recv().unwrap();
        thread::sleep(SHORT);
        db.close().unwrap();
        assert!(watching.join().unwrap());
        assert!(other.next().is_none(), "it has never run");
        let mut late = db.watch(|tx| tx.select::<Author>().count()).unwrap();
        assert!(late.next().is_none());
        assert_eq!(late.poll_changed(&mut Context::from_waker(std::task::Waker::noop())), Poll::Ready(false));
    }
}

#[test]
fn an_error_and_a_panic_leave_the_query_due() {
    for (_folder, db) in libraries() {
        let mut runs = 0;
        let mut watch = db
            .watch(move |tx| {
                runs += 1;
                match runs {
                    1 => Err(Error::custom("not today")),
                    2 => panic!("on purpose"),
                    _ => tx.select::<Author>().count(),
                }
            })
            .unwrap();
        assert_eq!(watch.next().unwrap().unwrap_err().to_string(), "not today");
        assert!(catch_unwind(AssertUnwindSafe(|| watch.next())).is_err());
        assert_eq!(watch.next().unwrap().unwrap(), 1);
        assert!(!due(&mut watch));
        author(&db, 2);
        assert!(due(&mut watch));
    }
}

#[test]
fn r17_within_an_own_transaction_a_watch_does_not_wait_for_itself() {
    for (_folder, db) in libraries() {
        let mut watch = db.watch(|tx| tx.select::<Author>().count()).unwrap();
        assert!(due(&mut watch));
        let start = Instant::now();
        let tx = db.begin().unwrap();
        assert!(watch.next().unwrap().is_err_and(|error| error.is_refused()));
        drop(tx);
        assert!(start.elapsed() < LONG);
        author(&db, 2);
        assert!(due(&mut watch));
    }
}

#[test]
fn others_are_seen_if_that_is_asked_for_and_own_commits_are_told_apart() {
    let (folder, db) = counters(|options| options);
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    raw.execute_batch("create table other (a)").unwrap();
    let read = |tx: &ReadTransaction<'_>| tx.find::<Counter>(1).one().map(|counter| counter.value);
    let mut blind = db.watch(read).unwrap();
    let mut polls = db.watch(read).unwrap().poll_every(Duration::from_millis(5));
    assert_eq!((blind.try_next().unwrap(), polls.try_next().unwrap()), (Some(0), Some(0)));
    for number in 1..=3 {
        raw.execute("update counters set value = ?", [number]).unwrap();
        assert_eq!(polls.next_timeout(LONG).unwrap(), Some(number));
        assert_eq!(blind.next_timeout(SHORT).unwrap(), None);
        sql!("insert into other values (1)").run(&db).unwrap();
        assert_eq!(polls.next_timeout(SHORT).unwrap(), None, "it is not what the query reads");
        set(&db, number + 10).unwrap();
        assert_eq!(polls.next_timeout(LONG).unwrap(), Some(number + 10));
        assert_eq!(blind.next_timeout(LONG).unwrap(), Some(number + 10));
    }
    let waiting = thread::spawn(move || polls.next().unwrap().unwrap());
    thread::sleep(SHORT);
    raw.execute("update counters set value = 99", []).unwrap();
    assert_eq!(waiting.join().unwrap(), 99);
}

struct Flag(AtomicBool);

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_task_is_woken_when_the_query_is_due_and_when_there_is_no_more() {
    for (_folder, db) in libraries() {
        let flag = Arc::new(Flag(AtomicBool::new(false)));
        let woken = || flag.0.swap(false, Ordering::Relaxed);
        let waker = flag.clone().into();
        let mut context = Context::from_waker(&waker);
        let mut watch = db.watch(|tx| tx.select::<Author>().count()).unwrap();
        assert_eq!(watch.poll_changed(&mut context), Poll::Ready(true));
        assert!(due(&mut watch));
        assert!(watch.poll_changed(&mut context).is_pending());
        book(&db, 1).unwrap();
        assert!(!woken());
        author(&db, 2);
        assert!(woken());
        assert_eq!(watch.poll_changed(&mut context), Poll::Ready(true));
        assert!(due(&mut watch));
        assert!(watch.poll_changed(&mut context).is_pending());
        drop(db);
        assert!(woken());
        assert_eq!(watch.poll_changed(&mut context), Poll::Ready(false));
    }
}

#[test]
fn whoever_writes_a_watch_ends_with_the_rows_of_the_last_commit() {
    for readers in [0, 1, 4] {
        let (folder, db) = counters(|options| options.readers(readers).synchronous(orm_sqlite::Synchronous::Off));
        let writers = 3;
        let per_writer: i64 = 100;
        let watching: Vec<_> = (0..4)
            .map(|_| {
                let watch = db.watch(|tx| tx.find::<Counter>(1).one().map(|counter| counter.value)).unwrap();
                thread::spawn(move || {
                    let mut seen = vec![];
                    for rows in watch {
                        seen.push(rows.unwrap());
                        if seen.last() == Some(&(writers * per_writer)) {
                            break;
                        }
                    }
                    seen
                })
            })
            .collect();
        thread::scope(|scope| {
            for _ in 0..writers {
                scope.spawn(|| {
                    for _ in 0..per_writer {
                        let more = Counter::VALUE.to(Counter::VALUE.add(1));
                        db.update::<Counter>().set(more).filter(Counter::ID.eq(1)).run().unwrap();
                    }
                });
            }
        });
        for watch in watching {
            // A commit that was missed would leave it waiting here.
            let seen = watch.join().unwrap();
            assert!(seen.is_sorted(), "{seen:?}");
        }
        assert_eq!(value(&folder, 1), writers * per_writer);
    }
}
