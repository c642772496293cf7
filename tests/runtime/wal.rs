//! The write-ahead log: checkpoints, its size, and the warning when it grows.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use orm_sqlite::prelude::*;
use orm_sqlite::{Checkpoint, JournalMode, Options, Synchronous, Warning};

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "events")]
struct Event {
    #[column(primary_key)]
    id: i64,
    text: String,
}

fn options(path: &Path) -> Options {
    Database::options().path(path).synchronous(Synchronous::Normal).busy_timeout(Duration::from_millis(50))
}

fn write(db: &Database, times: u32) {
    for _ in 0..times {
        db.insert(NewEvent::builder().text("e".repeat(2000)).build()).run().unwrap();
    }
}

fn log_size(path: &Path) -> u64 {
    fs::metadata(path.with_file_name("app.db-wal")).map_or(0, |metadata| metadata.len())
}

#[test]
fn r22_a_log_that_grows_under_a_reader_is_warned_of_and_returns_to_its_limit() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let heard = warnings.clone();
    // More than the thousand pages after which SQLite moves them by itself.
    let limit = 5 << 20;
    let db = options(&path)
        .wal_size_limit(limit)
        .on_warning(move |warning| heard.lock().unwrap().push((warning.clone(), log_size(&path))))
        .open()
        .unwrap();
    let path = directory.path().join("app.db");
    db.create_tables(&schema!(Event)).unwrap();

    let reader = rusqlite::Connection::open(&path).unwrap();
    reader.execute_batch("begin").unwrap();
    assert_eq!(reader.query_row("select count(*) from events", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    write(&db, 2000);
    let grown = db.wal_size().unwrap();
    assert!(grown > 2 * limit, "{grown}");
    assert_eq!(grown, log_size(&path));
    {
        let warnings = warnings.lock().unwrap();
        // At the limit, and when it had doubled.
        assert_eq!(warnings.len(), 2, "{warnings:?}");
        let mut last = 0;
        for (warning, file) in warnings.iter() {
            let Warning::WalTooLarge { bytes, limit: named, .. } = warning else { panic!("{warning:?}") };
            assert_eq!(*named, limit);
            assert!(*bytes >= 2 * last && *bytes > limit);
            // What it says is what the file has.
            assert_eq!(*bytes, *file);
            last = *bytes;
        }
    }
    // The reader saw its state all the time.
    assert_eq!(reader.query_row("select count(*) from events", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    let busy = db.checkpoint(Checkpoint::Restart).unwrap();
    assert!(busy.busy && busy.moved < busy.pages, "{busy:?}");

    reader.execute_batch("rollback").unwrap();
    let count = warnings.lock().unwrap().len();
    write(&db, 1100);
    write(&db, 1);
    assert!(db.wal_size().unwrap() <= grown);
    db.checkpoint(Checkpoint::Restart).unwrap();
    write(&db, 1);
    assert!(db.wal_size().unwrap() <= limit, "{}", db.wal_size().unwrap());
    assert_eq!(warnings.lock().unwrap().len(), count, "there was a warning without a reader");
    let raw = rusqlite::Connection::open(&path).unwrap();
    assert_eq!(raw.query_row("select count(*) from events", [], |row| row.get::<_, i64>(0)).unwrap(), 3102);
}

#[test]
fn r22_the_warning_names_the_transaction_that_has_read_for_the_longest_time() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let warnings = Arc::new(Mutex::new(Vec::new()));
    let heard = warnings.clone();
    let options = options(&path).readers(2).wal_size_limit(10_000);
    let options = options.on_warning(move |warning| heard.lock().unwrap().push(warning.clone()));
    let db = options.clone().open().unwrap();
    // Another database of the same options has readers of its own.
    let other = options.path(directory.path().join("other.db")).open().unwrap();
    db.create_tables(&schema!(Event)).unwrap();
    warnings.lock().unwrap().clear();

    let (line, reader) = (line!(), db.begin_read().unwrap());
    assert_eq!(reader.select::<Event>().count().unwrap(), 0);
    std::thread::scope(|scope| {
        let work = || {
            std::thread::sleep(Duration::from_millis(30));
            write(&db, 20);
            other.create_tables(&schema!(Event)).unwrap();
            write(&other, 20);
        };
        scope.spawn(work).join().unwrap();
    });
    drop(reader);
    let heard = std::mem::take(&mut *warnings.lock().unwrap());
    let kept: Vec<_> = heard
        .iter()
        .map(|warning| match warning {
            Warning::WalTooLarge { reading_for, reader, .. } => (*reading_for, reader.clone(), warning.to_string()),
            other => panic!("{other:?}"),
        })
        .collect();
    let (of_db, of_other): (Vec<_>, Vec<_>) = kept.into_iter().partition(|(reading_for, ..)| reading_for.is_some());
    assert!(!of_db.is_empty() && !of_other.is_empty());
    for (reading_for, reader, text) in of_db {
        assert!(reading_for.unwrap() >= Duration::from_millis(30));
        let place = format!("tests/runtime/wal.rs:{line}");
        assert!(reader.unwrap().contains(&place) && text.contains(&place), "{text}");
    }
    // Nobody reads any more.
    write(&db, 200);
    let after = warnings.lock().unwrap().clone();
    assert!(!after.is_empty());
    assert!(after.iter().all(|warning| matches!(warning, Warning::WalTooLarge { reader: None, .. })), "{after:?}");
}

#[test]
fn a_hook_for_warnings_still_lets_sqlite_move_the_log_by_itself() {
    let sizes = [false, true].map(|warned| {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("app.db");
        let mut options = options(&path);
        if warned {
            options = options.on_warning(|warning| panic!("{warning}"));
        }
        let db = options.open().unwrap();
        db.create_tables(&schema!(Event)).unwrap();
        write(&db, 3000);
        log_size(&path)
    });
    assert_eq!(sizes[0], sizes[1]);
    // Some 1000 pages.
    assert!(sizes[0] < 5 << 20, "{sizes:?}");
}

#[test]
fn a_closure_that_panics_does_not_hurt_a_commit() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let db = options(&path).wal_size_limit(0).on_warning(|_| panic!("a warning")).open().unwrap();
    db.create_tables(&schema!(Event)).unwrap();
    write(&db, 3);
    assert_eq!(db.select::<Event>().count().unwrap(), 3);
}

#[test]
fn a_closure_that_uses_the_database_gets_an_error_and_no_deadlock() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let own: Arc<Mutex<Option<Database>>> = Arc::default();
    let refused = Arc::new(Mutex::new(0));
    let (handle, count) = (own.clone(), refused.clone());
    let warn = move |_: &Warning| {
        if let Some(db) = handle.lock().unwrap().as_ref()
            && db.health().is_err_and(|error| error.is_refused())
        {
            *count.lock().unwrap() += 1;
        }
    };
    let db = options(&path).wal_size_limit(0).on_warning(warn).open().unwrap();
    db.create_tables(&schema!(Event)).unwrap();
    *own.lock().unwrap() = Some(db.clone());
    write(&db, 20);
    *own.lock().unwrap() = None;
    assert!(*refused.lock().unwrap() > 0);
}

#[test]
fn checkpoints_say_what_they_did() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let db = options(&path).open().unwrap();
    db.create_tables(&schema!(Event)).unwrap();
    write(&db, 10);
    let pages = (log_size(&path) - 32) / (4096 + 24);
    for checkpoint in [Checkpoint::Passive, Checkpoint::Full, Checkpoint::Restart] {
        let done = db.checkpoint(checkpoint).unwrap();
        assert_eq!((done.busy, done.pages, done.moved), (false, Some(pages), Some(pages)), "{checkpoint:?}");
        assert!(log_size(&path) > 0);
    }
    let done = db.checkpoint(Checkpoint::Truncate).unwrap();
    assert_eq!((done.busy, done.pages, done.moved), (false, Some(0), Some(0)));
    assert_eq!((log_size(&path), db.wal_size().unwrap()), (0, 0));
    // All of it is in the file itself.
    fs::copy(&path, directory.path().join("alone.db")).unwrap();
    let alone = rusqlite::Connection::open(directory.path().join("alone.db")).unwrap();
    assert_eq!(alone.query_row("select count(*) from events", [], |row| row.get::<_, i64>(0)).unwrap(), 10);
}

#[test]
fn a_database_without_a_log_has_nothing_to_move() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let journal = options(&path).journal_mode(JournalMode::Delete).open().unwrap();
    for db in [&journal, &Database::open_in_memory().unwrap()] {
        let done = db.checkpoint(Checkpoint::Full).unwrap();
        assert_eq!((done.busy, done.pages, done.moved), (false, None, None));
        assert_eq!(db.wal_size().unwrap(), 0);
    }
    drop(journal);
    Database::open(&path).unwrap();
    let refused = Database::open_read_only(&path).unwrap().checkpoint(Checkpoint::Full).unwrap_err();
    assert!(refused.is_read_only());
}

#[test]
fn r23_the_bundled_sqlite_is_newer_than_the_fault_of_the_log() {
    assert!(rusqlite::version_number() >= 3_051_003, "{}", rusqlite::version());
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    options(&path).on_warning(|warning| panic!("{warning}")).open().unwrap();
}
