//! Copies of a database, looked at by rusqlite alone.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use orm_sqlite::prelude::*;
use orm_sqlite::{Error, JournalMode};
use tempfile::TempDir;

#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "accounts")]
struct Account {
    #[column(primary_key)]
    id: i64,
    balance: i64,
    note: String,
}

const ACCOUNTS: i64 = 400;
const EACH: i64 = 100;

/// A bank with some hundred pages, in which nobody gains or loses.
fn bank(mode: JournalMode) -> (TempDir, Database) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("bank.db");
    let db = Database::options().path(path).journal_mode(mode).busy_timeout(Duration::from_mins(1)).open().unwrap();
    db.create_tables(&schema!(Account)).unwrap();
    let account = |_| NewAccount::builder().balance(EACH).note("n".repeat(3000)).build();
    db.insert_many((0..ACCOUNTS).map(account)).run().unwrap();
    (directory, db)
}

fn move_money(db: &Database, from: i64, to: i64, note: &str) -> Result<(), Error> {
    db.transaction(|tx| {
        let change = |id: i64, by: i64| {
            let note = note.repeat(3000 / note.len());
            tx.update::<Account>()
                .set((Account::BALANCE.to(Account::BALANCE.add(by)), Account::NOTE.to(note)))
                .filter(Account::ID.eq(id))
                .run()
        };
        change(from, -1)?;
        change(to, 1)?;
        Ok(())
    })
}

fn total(path: &Path) -> (i64, i64) {
    let raw = rusqlite::Connection::open(path).unwrap();
    let whole: String = raw.query_row("pragma integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(whole, "ok");
    raw.query_row("select count(*), sum(balance) from accounts", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap()
}

/// What stands in a folder.
fn names(directory: &TempDir) -> Vec<String> {
    let entries = fs::read_dir(directory.path()).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn a_backup_under_writes_is_one_state(mode: JournalMode) {
    let (directory, db) = bank(mode);
    let (stop, written) = (AtomicBool::new(false), AtomicU64::new(0));
    let path = directory.path().join("copy.db");
    let during = thread::scope(|scope| {
        let _stop = Stop(&stop);
        scope.spawn(|| {
            let mut at = 0;
            while !stop.load(Ordering::Relaxed) {
                at += 1;
                // From the first page to the last, so that half of a copy would have one account and not the other.
                move_money(&db, at % 7 + 1, ACCOUNTS - at % 5, "moved").unwrap();
                written.fetch_add(1, Ordering::Relaxed);
                thread::sleep(Duration::from_millis(2));
            }
        });
        while written.load(Ordering::Relaxed) == 0 {
            thread::yield_now();
        }
        let before = written.load(Ordering::Relaxed);
        let mut steps = 0;
        db.backup_to(&path)
            .pages_per_step(20)
            .pause(Duration::from_millis(3))
            .on_progress(|_| {
                steps += 1;
                ControlFlow::Continue(())
            })
            .run()
            .unwrap();
        assert!(steps > 10, "{steps}");
        written.load(Ordering::Relaxed) - before
    });
    assert!(during > 1, "nobody wrote");
    assert_eq!(total(&path), (ACCOUNTS, ACCOUNTS * EACH));
    assert_eq!(total(&directory.path().join("bank.db")), (ACCOUNTS, ACCOUNTS * EACH));
}

struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn a_backup_while_others_write_is_one_state_in_wal_mode() {
    a_backup_under_writes_is_one_state(JournalMode::Wal);
}

#[test]
fn a_backup_while_others_write_is_one_state_and_ends_with_a_rollback_journal() {
    a_backup_under_writes_is_one_state(JournalMode::Delete);
}

#[test]
fn a_backup_in_wal_mode_is_the_state_at_its_beginning_and_does_not_begin_anew() {
    let (directory, db) = bank(JournalMode::Wal);
    let path = directory.path().join("copy.db");
    let mut last = u64::MAX;
    db.backup_to(&path)
        .pages_per_step(50)
        .on_progress(|progress| {
            assert!(progress.remaining < last, "the copy began anew");
            last = progress.remaining;
            // The closure is outside of the database: it may even write.
            db.update::<Account>().set(Account::BALANCE.to(0)).all_rows().run().unwrap();
            ControlFlow::Continue(())
        })
        .run()
        .unwrap();
    assert_eq!(last, 0);
    assert_eq!(total(&path), (ACCOUNTS, ACCOUNTS * EACH));
    assert_eq!(db.select::<Account>().columns(Account::BALANCE.sum()).one().unwrap(), Some(0));
}

#[test]
fn a_backup_within_a_transaction_has_what_was_committed() {
    let (directory, db) = bank(JournalMode::Wal);
    let path = directory.path().join("copy.db");
    db.transaction(|tx| {
        tx.delete::<Account>().all_rows().run()?;
        db.backup(&path)
    })
    .unwrap();
    assert_eq!(total(&path), (ACCOUNTS, ACCOUNTS * EACH));
    assert_eq!(db.select::<Account>().count().unwrap(), 0);
}

#[test]
fn a_backup_that_is_stopped_at_any_step_leaves_nothing() {
    let (directory, db) = bank(JournalMode::Wal);
    let before = names(&directory);
    let path = directory.path().join("copy.db");
    for at in [1, 2, 5] {
        let mut steps = 0;
        let mut seen = Vec::new();
        let stopped = db.backup_to(&path).pages_per_step(60).on_progress(|_| {
            steps += 1;
            seen = names(&directory);
            if steps == at { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        assert!(stopped.run().unwrap_err().is_interrupted());
        assert_eq!(steps, at);
        // It was there under another name.
        assert!(
            seen.iter().any(|name| name.contains(".partial-")) && !seen.contains(&"copy.db".to_owned()),
            "{seen:?}"
        );
        assert_eq!(names(&directory), before);
    }
    // Also where it would have replaced something.
    fs::write(&path, "precious").unwrap();
    let stopped = db.backup_to(&path).overwrite(true).on_progress(|_| ControlFlow::Break(())).run();
    assert!(stopped.unwrap_err().is_interrupted());
    assert_eq!(fs::read(&path).unwrap(), b"precious");
}

#[test]
fn a_backup_whose_closure_panics_leaves_nothing() {
    let (directory, db) = bank(JournalMode::Wal);
    let before = names(&directory);
    let run = || db.backup_to(directory.path().join("copy.db")).on_progress(|_| panic!("stop")).run();
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).is_err());
    assert_eq!(names(&directory), before);
    assert_eq!(db.select::<Account>().count().unwrap(), ACCOUNTS.unsigned_abs());
}

#[test]
fn a_backup_overwrites_nothing_unless_it_is_asked_to() {
    let (directory, db) = bank(JournalMode::Wal);
    let path = directory.path().join("copy.db");
    fs::write(&path, "precious").unwrap();
    assert!(db.backup(&path).unwrap_err().is_refused());
    assert!(db.vacuum_into(&path).unwrap_err().is_refused());
    assert_eq!(fs::read(&path).unwrap(), b"precious");
    db.backup_to(&path).overwrite(true).run().unwrap();
    assert_eq!(total(&path), (ACCOUNTS, ACCOUNTS * EACH));

    // A log that waits for a database of this name would be read as a part of the new one.
    let other = directory.path().join("other.db");
    fs::write(directory.path().join("other.db-wal"), "frames").unwrap();
    assert!(db.backup(&other).unwrap_err().is_refused());
    assert!(!other.exists());
}

#[test]
fn a_backup_never_replaces_a_database_that_is_open_here() {
    let (directory, db) = bank(JournalMode::Wal);
    let own = directory.path().join("bank.db");
    let linked = directory.path().join("link.db");
    #[cfg(unix)]
    std::os::unix::fs::symlink(&own, &linked).unwrap();
    #[cfg(not(unix))]
    fs::hard_link(&own, &linked).unwrap();
    for path in [own.clone(), directory.path().join(".").join("bank.db"), linked] {
        let refused = db.backup_to(&path).overwrite(true).run().unwrap_err();
        assert!(refused.is_refused(), "{refused}");
    }
    drop(db);
    assert_eq!(total(&own), (ACCOUNTS, ACCOUNTS * EACH));
}

#[test]
fn a_backup_to_where_none_can_be_is_an_error_that_says_so() {
    let (directory, db) = bank(JournalMode::Wal);
    let before = names(&directory);
    for path in [
        directory.path().to_owned(),
        directory.path().join("no/such/copy.db"),
        PathBuf::from(":memory:"),
        PathBuf::new(),
    ] {
        for done in [db.backup(&path), db.vacuum_into(&path), db.backup_to(&path).overwrite(true).run()] {
            assert!(done.is_err_and(|error| error.is_cannot_open()), "{}", path.display());
        }
    }
    assert_eq!(names(&directory), before);
}

#[cfg(unix)]
#[test]
fn s15_a_backup_is_read_by_its_owner_only() {
    use std::os::unix::fs::PermissionsExt as _;

    let (directory, db) = bank(JournalMode::Wal);
    fs::set_permissions(directory.path().join("bank.db"), fs::Permissions::from_mode(0o666)).unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let path = |name: &str| directory.path().join(name);
    let mut during = 0;
    let progress = |_| {
        let partial = names(&directory).into_iter().find(|name| name.contains(".partial-")).unwrap();
        during = mode(&path(&partial));
        ControlFlow::Continue(())
    };
    db.backup_to(path("copy.db")).on_progress(progress).run().unwrap();
    assert_eq!(during, 0o600);
    db.vacuum_into(path("small.db")).unwrap();
    fs::write(path("replaced.db"), "open to all").unwrap();
    fs::set_permissions(path("replaced.db"), fs::Permissions::from_mode(0o666)).unwrap();
    db.backup_to(path("replaced.db")).overwrite(true).run().unwrap();
    for name in ["copy.db", "small.db", "replaced.db"] {
        assert_eq!(mode(&path(name)), 0o600, "{name}");
    }
    // As any file that the program makes.
    fs::write(path("any"), "").unwrap();
    db.backup_to(path("shared.db")).private(false).run().unwrap();
    assert_eq!(mode(&path("shared.db")), mode(&path("any")));
}

#[test]
fn databases_in_memory_and_read_only_ones_are_backed_up() {
    let (directory, db) = bank(JournalMode::Wal);
    let copy = directory.path().join("copy.db");
    db.backup(&copy).unwrap();
    let read_only = Database::open_read_only(&copy).unwrap();
    let second = directory.path().join("second.db");
    read_only.backup(&second).unwrap();
    assert_eq!(total(&second), (ACCOUNTS, ACCOUNTS * EACH));
    assert!(read_only.vacuum_into(directory.path().join("third.db")).unwrap_err().is_read_only());
    assert!(read_only.vacuum().unwrap_err().is_read_only());
    read_only.optimize().unwrap();

    let memory = Database::open_in_memory().unwrap();
    memory.create_tables(&schema!(Account)).unwrap();
    memory.insert(NewAccount::builder().balance(7).note("").build()).run().unwrap();
    let third = directory.path().join("third.db");
    memory.backup(&third).unwrap();
    assert_eq!(total(&third), (1, 7));
    // There is one connection, and this thread has it.
    let within = memory.transaction(|_tx| memory.backup(directory.path().join("fourth.db")));
    assert!(within.unwrap_err().is_refused());
}

#[test]
fn a_vacuum_gives_space_back_and_a_copy_of_one_is_as_small() {
    let (directory, db) = bank(JournalMode::Wal);
    db.delete::<Account>().filter(Account::ID.gt(10)).run().unwrap();
    let before = db.health().unwrap();
    assert!(before.free_pages > 100, "{before:?}");
    let small = directory.path().join("small.db");
    db.vacuum_into(&small).unwrap();
    assert_eq!(db.health().unwrap().free_pages, before.free_pages);
    db.vacuum().unwrap();
    let after = db.health().unwrap();
    assert_eq!(after.free_pages, 0);
    assert!(after.page_count < before.page_count / 10);
    assert_eq!(total(&small), (10, 10 * EACH));
    assert_eq!(fs::metadata(&small).unwrap().len(), after.page_count * after.page_size);
}

#[test]
fn a_vacuum_into_a_file_knows_the_collations_of_the_program() {
    let (directory, db) = bank(JournalMode::Wal);
    db.create_collation("backwards", |left, right| right.cmp(left)).unwrap();
    db.execute_script("create table words (word text collate backwards unique); insert into words values ('a'), ('b')")
        .unwrap();
    db.vacuum_into(directory.path().join("small.db")).unwrap();
    db.backup(directory.path().join("copy.db")).unwrap();
    let copy = Database::open(directory.path().join("small.db")).unwrap();
    copy.create_collation("backwards", |left, right| right.cmp(left)).unwrap();
    let words: Vec<String> = sql!("select word from words order by word").all(&copy).unwrap();
    assert_eq!(words, ["b", "a"]);
    assert!(copy.integrity_check().unwrap().is_empty());
}
