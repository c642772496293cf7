//! Guards, savepoints, hooks, retries, and transactions that SQLite has ended.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;
use std::time::Duration;

use orm_sqlite::prelude::*;
use orm_sqlite::{Behavior, Error, JournalMode};

use crate::{Counter, NewCounter, counters, set, value};

/// Notes in the order in which they were made.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<Vec<&'static str>>>);

impl Notes {
    fn note(&self, note: &'static str) -> impl FnOnce() + Send + use<> {
        let notes = self.0.clone();
        move || notes.lock().unwrap().push(note)
    }

    fn all(&self) -> Vec<&'static str> {
        self.0.lock().unwrap().clone()
    }
}

#[test]
fn r6_a_guard_whose_transaction_sqlite_has_ended_reaches_sqlite_no_more() {
    for end in ["commit", "roll_back", "drop"] {
        let (folder, db) = counters(|options| options);
        let tx = db.begin().unwrap();
        set(&tx, 5).unwrap();
        assert!(sql!("insert or rollback into counters values (1, 1)").run(tx.engine()).is_err());
        let ghost = tx.insert(NewCounter { id: Set::Value(99), value: 99 }).run();
        assert!(ghost.is_err_and(|error| error.is_transaction_aborted()));
        assert!(tx.find::<Counter>(1).one().is_err_and(|error| error.is_transaction_aborted()));
        match end {
            "commit" => {
                let error = tx.commit().unwrap_err();
                assert!(error.is_transaction_aborted());
                assert!(error.to_string().contains("after this error: PRIMARY KEY"), "{error}");
            }
            "roll_back" => tx.roll_back().unwrap(),
            _ => drop(tx),
        }
        assert_eq!(value(&folder, 1), 0);
        assert_eq!(db.select::<Counter>().count().unwrap(), 1, "no row 99 after {end}");
    }
}

#[test]
fn r7_no_savepoint_begins_after_sqlite_has_ended_the_transaction() {
    let (_folder, db) = counters(|options| options);
    let mut tx = db.begin().unwrap();
    assert!(sql!("insert or rollback into counters values (1, 1)").run(tx.engine()).is_err());
    assert!(tx.begin().map(drop).is_err_and(|error| error.is_transaction_aborted()));
    let nested = tx.transaction(|inner| inner.insert(NewCounter { id: Set::Value(99), value: 99 }).run());
    assert!(nested.is_err_and(|error| error.is_transaction_aborted()));
    drop(tx);
    assert_eq!(db.select::<Counter>().count().unwrap(), 1);
}

#[test]
fn r8_guards_nest_and_an_inner_one_that_is_dropped_takes_back_its_own() {
    let (folder, db) = counters(|options| options);
    let mut tx = db.begin().unwrap();
    set(&tx, 1).unwrap();
    {
        let mut inner = tx.begin().unwrap();
        set(&inner, 2).unwrap();
        let innermost = inner.begin().unwrap();
        set(&innermost, 3).unwrap();
        innermost.commit().unwrap();
        assert_eq!(inner.find::<Counter>(1).one().unwrap().value, 3);
    }
    assert_eq!(tx.find::<Counter>(1).one().unwrap().value, 1);
    let inner = tx.begin().unwrap();
    set(&inner, 4).unwrap();
    inner.transaction(|closure| set(closure, 5)).unwrap();
    inner.commit().unwrap();
    tx.commit().unwrap();
    assert_eq!(value(&folder, 1), 5);
}

#[test]
fn r9_a_panic_with_a_guard_rolls_back_and_leaves_the_pool_usable() {
    let (folder, db) = counters(|options| options);
    let notes = Notes::default();
    for depth in 0..3 {
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            let mut tx = db.begin().unwrap();
            set(&tx, 1).unwrap();
            tx.on_rollback(notes.note("undone"));
            let mut inner = tx.begin().unwrap();
            set(&inner, 2).unwrap();
            assert!(depth > 0, "in the inner one");
            let innermost = inner.begin().unwrap();
            set(&innermost, 3).unwrap();
            assert!(depth > 1, "in the innermost one");
            innermost.commit().unwrap();
            panic!("after it");
        }));
        assert!(panicked.is_err());
        assert_eq!(value(&folder, 1), 0);
    }
    assert_eq!(notes.all(), ["undone"; 3]);
    assert_eq!(set(&db, 8).unwrap(), 1);
}

#[test]
fn r10_a_commit_that_fails_leaves_nothing_open() {
    let folder = tempfile::tempdir().unwrap();
    let db = Database::open(folder.path().join("test.db")).unwrap();
    db.execute_script(
        "create table parents (id integer primary key) strict;
         create table children (id integer primary key, parent integer references parents deferrable initially deferred) strict;",
    )
    .unwrap();
    let notes = Notes::default();
    let tx = db.begin().unwrap();
    sql!("insert into children values (1, 7)").run(tx.engine()).unwrap();
    tx.on_commit(notes.note("committed"));
    tx.on_rollback(notes.note("undone"));
    assert!(tx.commit().is_err_and(|error| error.is_foreign_key_violation()));
    assert_eq!(notes.all(), ["undone"]);
    let count = || sql!("select count(*) from children").one::<i64, _>(&db).unwrap();
    assert_eq!(count(), 0);
    sql!("insert into parents values (7)").run(&db).unwrap();
    db.transaction(|tx| sql!("insert into children values (1, 7)").run(tx)).unwrap();
    assert_eq!(count(), 1);
}

#[test]
fn hooks_run_once_in_order_when_the_connection_is_free() {
    let (_folder, db) = counters(|options| options);
    let notes = Notes::default();
    let (again, seen) = (db.clone(), Arc::new(AtomicUsize::new(0)));
    let count = seen.clone();
    db.transaction(|tx| {
        tx.on_commit(notes.note("first"));
        tx.on_rollback(notes.note("never"));
        tx.transaction(|inner| {
            inner.on_commit(notes.note("of the inner one"));
            Ok(())
        })?;
        let undone = tx.transaction(|inner| {
            inner.on_commit(notes.note("never"));
            inner.on_rollback(notes.note("taken back"));
            Err::<(), _>(Error::custom("no"))
        });
        assert!(undone.is_err());
        assert_eq!(notes.all(), ["taken back"]);
        // The database can be used in it.
        tx.on_commit(move || count.store(usize::try_from(set(&again, 3).unwrap()).unwrap(), Ordering::Relaxed));
        tx.on_commit(notes.note("last"));
        Ok(())
    })
    .unwrap();
    assert_eq!(notes.all(), ["taken back", "first", "of the inner one", "last"]);
    assert_eq!(seen.load(Ordering::Relaxed), 1);
}

#[test]
fn a_hook_that_panics_keeps_no_other_from_running() {
    let (folder, db) = counters(|options| options);
    let notes = Notes::default();
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        db.transaction(|tx| {
            set(tx, 4)?;
            tx.on_commit(|| panic!("in a hook"));
            tx.on_commit(notes.note("after it"));
            Ok(())
        })
    }));
    assert!(panicked.is_err());
    assert_eq!(notes.all(), ["after it"]);
    assert_eq!(value(&folder, 1), 4);
    assert_eq!(set(&db, 5).unwrap(), 1);
}

#[test]
fn r3_a_snapshot_that_is_old_is_retried_as_a_whole() {
    let (folder, db) = counters(|options| options);
    let other = Database::open(folder.path().join("test.db")).unwrap();
    let attempts = AtomicUsize::new(0);
    let run = || {
        db.transaction_with(Behavior::Deferred, |tx| {
            let found = tx.find::<Counter>(1).one()?.value;
            // Another connection writes in between, the first time only.
            if attempts.fetch_add(1, Ordering::Relaxed) == 0 {
                set(&other, 10)?;
            }
            set(tx, found + 1)
        })
    };
    let once = run().unwrap_err();
    assert!(once.is_retryable() && once.is_busy(), "{once}");
    attempts.store(0, Ordering::Relaxed);
    set(&db, 0).unwrap();
    db.retry(3, run).unwrap();
    assert_eq!(attempts.load(Ordering::Relaxed), 2);
    assert_eq!(value(&folder, 1), 11);
    let mut calls = 0;
    let failed = db.retry(3, || {
        calls += 1;
        Err::<(), _>(Error::custom("not to be retried"))
    });
    assert!(failed.is_err());
    assert_eq!(calls, 1);
}

#[test]
fn r2_no_update_is_lost_between_readers_that_become_writers() {
    let (folder, db) = counters(|options| options);
    let other = Database::open(folder.path().join("test.db")).unwrap();
    thread::scope(|scope| {
        for number in 0..8 {
            let db = if number % 2 == 0 { &db } else { &other };
            scope.spawn(move || {
                for _ in 0..50 {
                    db.transaction(|tx| {
                        let found = tx.find::<Counter>(1).one()?.value;
                        set(tx, found + 1)
                    })
                    .unwrap();
                }
            });
        }
    });
    assert_eq!(value(&folder, 1), 400);
}

#[test]
fn r5_a_commit_that_is_busy_is_rolled_back_after_the_timeout() {
    let (folder, db) =
        counters(|options| options.journal_mode(JournalMode::Delete).busy_timeout(Duration::from_millis(30)));
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    raw.execute_batch("begin").unwrap();
    assert_eq!(raw.query_row("select value from counters", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    let busy = db.transaction(|tx| set(tx, 6)).unwrap_err();
    assert!(busy.is_busy(), "{busy}");
    assert_eq!(busy.sql(), Some("COMMIT"));
    raw.execute_batch("commit").unwrap();
    assert_eq!(value(&folder, 1), 0);
    db.transaction(|tx| set(tx, 6)).unwrap();
    assert_eq!(value(&folder, 1), 6);
}

#[test]
fn r4_of_two_readers_that_want_to_write_one_fails_at_once() {
    let (folder, db) =
        counters(|options| options.journal_mode(JournalMode::Delete).busy_timeout(Duration::from_millis(500)));
    let other = Database::options().path(folder.path().join("test.db")).journal_mode(JournalMode::Delete);
    let other = other.busy_timeout(Duration::from_millis(500)).open().unwrap();
    let both = Barrier::new(2);
    let run = |db: &Database| {
        db.transaction_with(Behavior::Deferred, |tx| {
            let found = tx.find::<Counter>(1).one()?.value;
            both.wait();
            set(tx, found + 1)
        })
    };
    let (one, two) = thread::scope(|scope| {
        let second = scope.spawn(|| run(&other));
        (run(&db), second.join().unwrap())
    });
    assert!(one.is_ok() != two.is_ok(), "{one:?} {two:?}");
    assert_eq!(value(&folder, 1), 1);
}
