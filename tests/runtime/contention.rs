//! Eight processes count in one file: none loses an update, and none hears of a lock.
//!
//! `CONTENTION=10000` makes the long run.

use std::env;
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use orm_sqlite::prelude::*;
use orm_sqlite::{Error, Synchronous};

use crate::{Counter, counters, set, value};

const PROCESSES: usize = 8;

/// The file, for a process that counts in it.
const FILE: &str = "ORM_TESTS_COUNTER";

fn increments() -> i64 {
    env::var("CONTENTION").ok().and_then(|number| number.parse().ok()).unwrap_or(100)
}

fn increment(db: &Database) -> Result<(), Error> {
    db.transaction(|tx| {
        let found = tx.find::<Counter>(1).one()?.value;
        set(tx, found + 1).map(drop)
    })
}

/// What each process does: started by the test below, and nothing otherwise.
#[test]
fn counts_in_a_process_of_its_own() {
    let Some(path) = env::var_os(FILE) else { return };
    let db = Database::options().path(path).create(false).synchronous(Synchronous::Normal).open().unwrap();
    let mut longest = Duration::ZERO;
    for _ in 0..increments() {
        let start = Instant::now();
        increment(&db).unwrap();
        longest = longest.max(start.elapsed());
    }
    println!("longest {} ms", longest.as_millis());
}

#[test]
fn r1_eight_processes_lose_no_update_and_hear_of_no_lock() {
    let (folder, db) = counters(|options| options.synchronous(Synchronous::Normal));
    let start = |_| {
        Command::new(env::current_exe().unwrap())
            .args(["--exact", "contention::counts_in_a_process_of_its_own", "--nocapture"])
            .env(FILE, folder.path().join("test.db"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let processes: Vec<_> = (0..PROCESSES).map(start).collect();
    for process in processes {
        let output = process.wait_with_output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
        assert!(said.contains("1 passed"), "{said}");
        said.lines().filter(|line| line.contains("longest")).for_each(|line| println!("{line}"));
    }
    let expected = i64::try_from(PROCESSES).unwrap() * increments();
    assert_eq!(value(&folder, 1), expected);
    assert_eq!(db.find::<Counter>(1).one().unwrap().value, expected);
    println!("{expected} increments");
}

#[test]
fn r1_a_lock_that_is_held_for_too_long_is_busy_and_can_be_retried() {
    let (folder, db) = counters(|options| options.busy_timeout(Duration::from_millis(60)));
    let other = Database::open(folder.path().join("test.db")).unwrap();
    let both = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            other
                .transaction(|tx| {
                    set(tx, 5)?;
                    both.wait();
                    thread::sleep(Duration::from_millis(250));
                    Ok(())
                })
                .unwrap();
        });
        both.wait();
        let start = Instant::now();
        let busy = increment(&db).unwrap_err();
        assert!(busy.is_busy() && busy.is_retryable(), "{busy}");
        assert!(start.elapsed() >= Duration::from_millis(50), "it waited");
        assert!(start.elapsed() < Duration::from_millis(220), "and not for longer");
        db.retry(20, || increment(&db)).unwrap();
    });
    assert_eq!(value(&folder, 1), 6);
}
