//! One writer, several readers, and who waits for whom.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{CancellationToken, JournalMode};

use crate::{Counter, counters, set, value};

#[test]
fn readers_do_not_wait_for_a_writer_and_see_what_is_committed() {
    let (_folder, db) = counters(|options| options.readers(2));
    let tx = db.begin().unwrap();
    set(&tx, 7).unwrap();
    let other = db.clone();
    let seen = thread::spawn(move || other.find::<Counter>(1).one().unwrap().value).join().unwrap();
    assert_eq!(seen, 0);
    tx.commit().unwrap();
    assert_eq!(db.find::<Counter>(1).one().unwrap().value, 7);
}

#[test]
fn as_many_readers_read_at_once_as_there_are_connections() {
    let (_folder, db) = counters(|options| options.readers(3).acquire_timeout(Duration::from_millis(50)));
    let inside = Barrier::new(4);
    let leave = Barrier::new(4);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let tx = db.begin_read().unwrap();
                assert_eq!(tx.select::<Counter>().count().unwrap(), 1);
                inside.wait();
                leave.wait();
            });
        }
        inside.wait();
        let fourth = db.begin_read().map(drop).unwrap_err();
        assert!(fourth.is_pool_timeout());
        let message = fourth.to_string();
        assert!(message.contains("one of 3 connections"), "{message}");
        assert!(message.contains("runtime/pool.rs:"), "{message}");
        assert_eq!(set(&db, 1).unwrap(), 1, "the writer is free");
        leave.wait();
    });
    assert_eq!(db.select::<Counter>().count().unwrap(), 1);
}

#[test]
fn r17_a_thread_that_has_a_connection_is_told_so_and_does_not_wait_for_itself() {
    for (_folder, db) in [counters(|options| options), counters(|options| options.readers(0))] {
        let start = Instant::now();
        let tx = db.begin().unwrap();
        assert!(db.find::<Counter>(1).one().is_err_and(|error| error.is_refused()));
        assert!(set(&db, 1).is_err_and(|error| error.is_refused()));
        assert!(db.begin().map(drop).is_err_and(|error| error.is_refused()));
        assert!(db.close().is_err_and(|error| error.is_refused()));
        drop(tx);
        let reading = db.begin_read().unwrap();
        assert!(set(&db, 1).is_err_and(|error| error.is_refused()));
        drop(reading);
        assert!(start.elapsed() < Duration::from_secs(5));
        assert_eq!(set(&db, 1).unwrap(), 1);
    }
}

#[test]
fn r17_writers_are_served_in_the_order_in_which_they_came() {
    let (_folder, db) = counters(|options| options);
    let served = Mutex::new(Vec::new());
    thread::scope(|scope| {
        let first = db.begin().unwrap();
        for number in 0..8 {
            let (db, served) = (&db, &served);
            let (sender, receiver) = mpsc::channel();
            scope.spawn(move || {
                sender.send(()).unwrap();
                let tx = db.begin().unwrap();
                served.lock().unwrap().push(number);
                tx.commit().unwrap();
            });
            receiver.recv().unwrap();
            // Until it stands in the queue.
            thread::sleep(Duration::from_millis(30));
        }
        drop(first);
    });
    assert_eq!(*served.lock().unwrap(), (0..8).collect::<Vec<_>>());
}

#[test]
fn r17_many_threads_on_a_small_pool_all_come_to_their_turn() {
    for readers in [0, 1, 2, 8] {
        let (folder, db) = counters(|options| options.readers(readers));
        let read = AtomicUsize::new(0);
        thread::scope(|scope| {
            for number in 0..40 {
                let (db, read) = (&db, &read);
                scope.spawn(move || {
                    for _ in 0..10 {
                        if number % 2 == 0 {
                            let more = Counter::VALUE.to(Counter::VALUE.add(1));
                            db.update::<Counter>().set(more).filter(Counter::ID.eq(1)).run().unwrap();
                        } else {
                            db.read_transaction(|tx| tx.find::<Counter>(1).one()).unwrap();
                            read.fetch_add(1, Ordering::Relaxed);
                        }
                    }
                });
            }
        });
        assert_eq!((value(&folder, 1), read.into_inner()), (200, 200), "{readers} readers");
    }
}

#[test]
fn r17_who_waits_in_vain_hears_who_has_the_connection() {
    let (_folder, db) = counters(|options| options.acquire_timeout(Duration::from_millis(60)));
    let release = AtomicBool::new(false);
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let named = thread::Builder::new().name("importer".to_owned());
        let (db, release) = (&db, &release);
        named
            .spawn_scoped(scope, move || {
                db.transaction(|_tx| {
                    sender.send(()).unwrap();
                    while !release.load(Ordering::Relaxed) {
                        thread::sleep(Duration::from_millis(1));
                    }
                    Ok(())
                })
            })
            .unwrap();
        receiver.recv().unwrap();
        let message = set(db, 1).unwrap_err().to_string();
        release.store(true, Ordering::Relaxed);
        assert!(message.contains("on the thread `importer`"), "{message}");
        assert!(message.contains("pool.rs:"), "{message}");
    });
}

#[test]
fn r19_a_database_in_memory_is_one_for_all_threads() {
    let db = Database::options().readers(4).open().unwrap();
    db.create_tables(&schema!(Counter)).unwrap();
    thread::scope(|scope| {
        for id in 0..8 {
            let db = &db;
            scope.spawn(move || db.insert(crate::NewCounter { id: Set::Value(id), value: id }).run().unwrap());
        }
    });
    let counts: Vec<u64> = (0..4)
        .map(|_| thread::scope(|scope| scope.spawn(|| db.select::<Counter>().count().unwrap()).join().unwrap()))
        .collect();
    assert_eq!(counts, [8; 4]);
}

#[test]
fn outside_of_wal_mode_all_share_one_connection() {
    let (_folder, db) =
        counters(|options| options.journal_mode(JournalMode::Delete).readers(4).acquire_timeout(Duration::ZERO));
    let _tx = db.begin().unwrap();
    let reading = thread::scope(|scope| scope.spawn(|| db.select::<Counter>().count()).join().unwrap());
    assert!(reading.is_err_and(|error| error.is_pool_timeout()));
}

#[test]
fn a_reader_refuses_to_write_whatever_it_is_told() {
    let (folder, db) = counters(|options| options);
    let tx = db.begin_read().unwrap();
    let writes =
        [sql!("insert into counters values (2, 2)"), sql!("create temp table t (a)"), sql!("create table t (a)")];
    for write in writes {
        let refused = write.run(tx.engine()).unwrap_err();
        assert!(refused.is_read_only(), "{refused}");
    }
    drop(tx);
    // A raw statement that writes and gives rows reaches the writer.
    let id: i64 = sql!("insert into counters values (2, 2) returning id").one(&db).unwrap();
    assert_eq!((id, value(&folder, 2)), (2, 2));
    let id: i64 =
        sql!("with n(v) as (select 3) insert into counters select v, v from n returning id").one(&db).unwrap();
    assert_eq!((id, value(&folder, 3)), (3, 3));
    assert_eq!(sql!("select last_insert_rowid()").one::<i64, _>(&db).unwrap(), 3);
}

#[test]
fn what_is_registered_is_known_to_every_connection() {
    use orm_sqlite::expr::Function;
    const TWICE: Function<(i64,), i64> = Function::new("twice").deterministic();

    let (_folder, db) = counters(|options| options.readers(2));
    // One reader is open before, and is in use while the function comes.
    let twice = thread::scope(|scope| {
        let (begun, is_begun) = mpsc::channel();
        let (registered, is_registered) = mpsc::channel();
        let reader = &db;
        let early = scope.spawn(move || {
            let tx = reader.begin_read().unwrap();
            tx.select::<Counter>().count().unwrap();
            begun.send(()).unwrap();
            is_registered.recv().unwrap();
            drop(tx);
            reader.select::<Counter>().columns(TWICE.call((Counter::ID,))).one().unwrap()
        });
        is_begun.recv().unwrap();
        db.create_function(TWICE, |(number,): (i64,)| Ok(number * 2)).unwrap();
        registered.send(()).unwrap();
        early.join().unwrap()
    });
    assert_eq!(twice, 2);
    let again = db.transaction(|tx| tx.select::<Counter>().columns(TWICE.call((Counter::ID,))).one()).unwrap();
    assert_eq!(again, 2);
    db.create_collation("backwards", |a, b| b.cmp(a)).unwrap();
    let first: String =
        sql!("select * from (values ('a'), ('b')) order by 1 collate backwards").get(&db).unwrap().unwrap();
    assert_eq!(first, "b");
}

#[cfg(unix)]
#[test]
fn r44_nothing_is_written_to_a_file_that_was_deleted_or_replaced() {
    let (folder, db) = counters(|options| options);
    let path = folder.path().join("test.db");
    assert_eq!(db.find::<Counter>(1).one().unwrap().value, 0);
    let old = folder.path().join("old.db");
    std::fs::rename(&path, &old).unwrap();
    let bytes = std::fs::read(&old).unwrap();
    assert!(set(&db, 1).is_err_and(|error| error.is_file_replaced()));
    assert!(db.begin().map(drop).is_err_and(|error| error.is_file_replaced()));
    // Another file in its place is another database.
    rusqlite::Connection::open(&path).unwrap().execute_batch("create table counters (id, value)").unwrap();
    let error = set(&db, 1).unwrap_err();
    assert!(error.is_file_replaced());
    assert!(error.to_string().contains("test.db"), "{error}");
    assert_eq!(std::fs::read(&old).unwrap(), bytes);
}

#[test]
fn r12_nobody_writes_to_a_damaged_file() {
    let (folder, db) = counters(|options| options);
    let path = folder.path().join("test.db");
    db.execute_script("create table filler (text); with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000) insert into filler select hex(randomblob(50)) from n").unwrap();
    db.close().unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    for page in 3..pages {
        bytes[page * 4096..page * 4096 + 200].fill(0xa5);
    }
    std::fs::write(&path, bytes).unwrap();
    let db = Database::open(&path).unwrap();
    let error = sql!("delete from filler where length(text) > {0}").run(&db).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    let error = set(&db, 1).unwrap_err();
    assert!(error.is_corrupt(), "{error}");
    assert!(db.begin().map(drop).is_err_and(|error| error.is_corrupt()));
    // What can be read can be read.
    assert_eq!(db.find::<Counter>(1).one().unwrap().value, 0);
}

#[test]
fn r16_close_waits_for_work_and_lets_nobody_in_any_more() {
    let (folder, db) = counters(|options| options);
    let closing = Arc::new(AtomicBool::new(false));
    thread::scope(|scope| {
        let (begun, is_begun) = mpsc::channel();
        let (worker, seen) = (db.clone(), closing.clone());
        scope.spawn(move || {
            let tx = worker.begin().unwrap();
            begun.send(()).unwrap();
            while !seen.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(1));
            }
            thread::sleep(Duration::from_millis(30));
            set(&tx, 9).unwrap();
            tx.commit().unwrap();
            assert!(worker.find::<Counter>(1).one().is_err_and(|error| error.is_closed()));
        });
        is_begun.recv().unwrap();
        closing.store(true, Ordering::Relaxed);
        let closed = db.close().unwrap();
        assert!(closed.is_durable() && closed.is_checkpointed());
    });
    assert!(!folder.path().join("test.db-wal").exists());
    assert_eq!(value(&folder, 1), 9);
    assert!(db.begin().map(drop).is_err_and(|error| error.is_closed()));
    assert!(db.close().is_ok(), "closed twice");
}

/// Runs something while another thread has a transaction.
fn while_held<'db, T>(
    db: &'db Database,
    hold: impl FnOnce(&'db Database) -> Result<T, orm_sqlite::Error> + Send,
    run: impl FnOnce(),
) {
    thread::scope(|scope| {
        let (begun, is_begun) = mpsc::channel();
        let (release, is_released) = mpsc::channel::<()>();
        scope.spawn(move || {
            let _tx = hold(db).unwrap();
            begun.send(()).unwrap();
            is_released.recv().unwrap();
        });
        is_begun.recv().unwrap();
        run();
        release.send(()).unwrap();
    });
}

#[test]
fn close_names_who_does_not_leave_and_can_be_called_again() {
    let (_folder, db) = counters(|options| options.acquire_timeout(Duration::from_millis(40)));
    while_held(
        &db,
        |db| db.begin_read(),
        || {
            let error = db.close().unwrap_err();
            assert!(error.is_pool_timeout() && error.to_string().contains("pool.rs"), "{error}");
        },
    );
    assert!(db.close().unwrap().is_durable());
}

#[test]
fn close_says_when_another_process_keeps_it_from_being_durable() {
    let (folder, db) = counters(|options| {
        options.synchronous(orm_sqlite::Synchronous::Normal).busy_timeout(Duration::from_millis(20))
    });
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    raw.execute_batch("begin; select * from counters").unwrap();
    set(&db, 5).unwrap();
    let closed = db.close().unwrap();
    assert!(!closed.is_durable() && !closed.is_checkpointed());
    drop(raw);
    assert_eq!(value(&folder, 1), 5);
}

#[test]
fn a_raw_read_does_not_wait_for_the_writer() {
    let (_folder, db) = counters(|options| options.acquire_timeout(Duration::from_millis(50)));
    db.execute_script("create table stock_changes (temp_reading integer)").unwrap();
    while_held(
        &db,
        |db| db.begin(),
        || {
            let read: i64 = sql!("with one as (select value from counters) select value from one").one(&db).unwrap();
            let changes: Vec<i64> = sql!("select temp_reading from stock_changes").all(&db).unwrap();
            assert_eq!((read, changes.len()), (0, 0));
            assert!(sql!("select changes()").one::<i64, _>(&db).is_err_and(|error| error.is_pool_timeout()));
        },
    );
}

#[test]
fn a_closed_database_can_be_replaced_while_handles_are_left() {
    let (folder, db) = counters(|options| options);
    let (path, backup) = (folder.path().join("test.db"), folder.path().join("backup.db"));
    db.backup(&backup).unwrap();
    set(&db, 9).unwrap();
    let other = db.clone();
    assert!(Database::restore_backup(&backup, &path).is_err_and(|error| error.is_refused()));
    db.close().unwrap();
    Database::restore_backup(&backup, &path).unwrap();
    assert!(set(&other, 3).is_err_and(|error| error.is_closed() || error.is_file_replaced()));
    assert_eq!(value(&folder, 1), 0);
}

#[test]
fn a_time_limit_and_a_cancellation_end_the_wait_for_a_connection() {
    let (folder, db) = counters(|options| options.acquire_timeout(Duration::from_secs(20)));
    let token = CancellationToken::new();
    while_held(
        &db,
        |db| db.begin(),
        || {
            let start = Instant::now();
            let late = set(&db.with_timeout(Duration::from_millis(50)), 1).unwrap_err();
            assert!(late.is_timed_out(), "{late}");
            let late = db.with_timeout(Duration::from_millis(50)).transaction(|tx| set(tx, 2)).unwrap_err();
            assert!(late.is_timed_out(), "{late}");
            let canceller = token.clone();
            let thread = thread::spawn(move || {
                thread::sleep(Duration::from_millis(50));
                canceller.cancel();
            });
            let stopped = set(&db.with_cancel(&token), 3).unwrap_err();
            thread.join().unwrap();
            assert!(stopped.is_cancelled(), "{stopped}");
            assert!(start.elapsed() < Duration::from_secs(5));
        },
    );
    assert_eq!(value(&folder, 1), 0);
    assert_eq!(set(&db, 4).unwrap(), 1);
}
