//! Waiting for a lock that another connection holds, under a limit and without one.

use std::thread;
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{CancellationToken, JournalMode};

use super::deadlines::{milliseconds, stopped};
use crate::model::{Fixture, NewTag, Tag, blog};

fn tag(id: i64) -> NewTag {
    NewTag::builder().id(id).label("new").build()
}

fn busy_timeout(db: &Database) -> i64 {
    sql!("pragma busy_timeout").one(db).unwrap()
}

/// Another connection has the write lock while `work` runs.
fn locked<T>(fixture: &Fixture, work: impl FnOnce() -> T) -> T {
    fixture.raw.execute_batch("begin immediate").unwrap();
    let done = work();
    fixture.raw.execute_batch("rollback").unwrap();
    done
}

#[test]
fn a_wait_for_a_lock_ends_at_the_limit() {
    let fixture = blog();
    locked(&fixture, || {
        let limited = fixture.db.with_timeout(milliseconds(100));
        let (took, error) = stopped(|| limited.insert(tag(100)).run());
        assert!(error.is_timed_out() && !error.is_busy(), "{error}");
        assert!(took >= milliseconds(100) && took < milliseconds(1_000), "{took:?}");
        let (took, error) = stopped(|| limited.transaction(|tx| tx.insert(tag(100)).run()));
        assert!(error.is_timed_out() && took < milliseconds(1_000), "{error} {took:?}");
        assert_eq!(error.sql(), Some("BEGIN IMMEDIATE"));
    });
    assert_eq!(busy_timeout(&fixture.db), 5_000);
    assert_eq!(fixture.db.insert(tag(100)).run().unwrap(), 1);
}

#[test]
fn a_wait_for_a_lock_ends_when_it_is_cancelled() {
    let fixture = blog();
    let token = CancellationToken::new();
    locked(&fixture, || {
        thread::scope(|scope| {
            scope.spawn(|| {
                thread::sleep(milliseconds(60));
                token.cancel();
            });
            let (took, error) = stopped(|| fixture.db.with_cancel(&token).insert(tag(100)).run());
            assert!(error.is_cancelled(), "{error}");
            assert!(took >= milliseconds(60) && took < milliseconds(1_000), "{took:?}");
        });
    });
    assert_eq!(busy_timeout(&fixture.db), 5_000);
}

#[test]
fn the_busy_timeout_goes_on_to_hold_under_a_longer_limit() {
    let fixture = blog();
    let hasty = Database::options().path(fixture.path()).busy_timeout(milliseconds(80)).open().unwrap();
    locked(&fixture, || {
        let (took, error) = stopped(|| hasty.with_timeout(Duration::from_mins(1)).insert(tag(100)).run());
        assert!(error.is_busy() && error.is_retryable() && !error.is_timed_out(), "{error}");
        assert!(took >= milliseconds(80) && took < milliseconds(1_000), "{took:?}");
        // And as it did before.
        let (took, error) = stopped(|| hasty.insert(tag(100)).run());
        assert!(error.is_busy() && took >= milliseconds(80), "{took:?}");
    });
    assert_eq!(busy_timeout(&hasty), 80);
    let never = Database::options().path(fixture.path()).busy_timeout(Duration::ZERO).open().unwrap();
    locked(&fixture, || {
        let (took, error) = stopped(|| never.with_timeout(Duration::from_mins(1)).insert(tag(100)).run());
        assert!(error.is_busy() && took < milliseconds(500), "{took:?}");
    });
    assert_eq!(busy_timeout(&never), 0);
}

#[test]
fn a_lock_that_is_given_back_in_time_is_taken() {
    let fixture = blog();
    let other = fixture.another();
    for limited in [true, false] {
        other.execute_batch("begin immediate").unwrap();
        thread::scope(|scope| {
            let waiting = scope.spawn(|| {
                let start = Instant::now();
                let nothing = Tag::delete().filter(Tag::ID.eq(-1));
                let deleted = if limited {
                    nothing.using(&fixture.db.with_timeout(Duration::from_mins(1))).run()
                } else {
                    nothing.using(&fixture.db).run()
                };
                assert_eq!(deleted.unwrap(), 0);
                start.elapsed()
            });
            thread::sleep(milliseconds(150));
            other.execute_batch("commit").unwrap();
            let took = waiting.join().unwrap();
            assert!(took >= milliseconds(100) && took < milliseconds(1_000), "{took:?}");
        });
    }
}

#[test]
fn r5_a_commit_that_waits_for_a_reader_ends_at_the_limit_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("test.db");
    let db = Database::options().path(&path).journal_mode(JournalMode::Delete).open().unwrap();
    db.create_tables(&schema!(Tag)).unwrap();
    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("begin; select * from tags").unwrap();

    let (took, error) = stopped(|| db.with_timeout(milliseconds(100)).transaction(|tx| tx.insert(tag(1)).run()));
    assert!(error.is_timed_out() && took < milliseconds(1_000), "{error} {took:?}");
    assert_eq!(error.sql(), Some("COMMIT"));
    reader.execute_batch("commit").unwrap();
    assert_eq!(busy_timeout(&db), 5_000);
    assert_eq!(db.select::<Tag>().count().unwrap(), 0);
    db.insert(tag(2)).run().unwrap();
    let ids: i64 = reader.query_row("select sum(id) from tags", [], |row| row.get(0)).unwrap();
    assert_eq!(ids, 2);
}
