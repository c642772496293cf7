//! What happens under load, when SQLite says no, and when files go away.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that meets an error has failed, and says its seed"
)]

mod asynchronous;
mod attack;
mod backup;
mod blob;
mod canary;
mod cancellation;
mod changes;
mod contention;
mod deadlines;
mod guard;
mod health;
mod hostile;
mod injection;
mod integrity;
mod lock_waits;
#[allow(dead_code, unused_imports, reason = "the other target has more of it")]
#[path = "../it/model.rs"]
mod model;
mod numbers;
mod observe;
mod pool;
#[allow(dead_code, reason = "the random queries draw more from it")]
#[path = "../it/differential/random.rs"]
mod random;
mod resources;
mod restore;
mod statements;
mod statistics;
mod stopped_writes;
mod stored;
mod testing;
mod transaction_model;
mod transactions;
mod wal;
mod watches;

use std::time::{SystemTime, UNIX_EPOCH};

use orm_sqlite::Options;
use orm_sqlite::prelude::*;
use tempfile::TempDir;

/// A counter, as small as a table can be.
#[derive(Table, Debug, Clone, PartialEq)]
#[table(name = "counters")]
pub(crate) struct Counter {
    #[column(primary_key)]
    pub(crate) id: i64,
    pub(crate) value: i64,
}

/// A database in a file that lives as long as the folder, with the counter 1 at 0.
pub(crate) fn counters(options: impl FnOnce(Options) -> Options) -> (TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let db = options(Database::options().path(folder.path().join("test.db"))).open().unwrap();
    db.create_tables(&schema!(Counter)).unwrap();
    db.insert(NewCounter { id: Set::Value(1), value: 0 }).run().unwrap();
    (folder, db)
}

/// The value of a counter, as another connection reads it.
pub(crate) fn value(folder: &TempDir, id: i64) -> i64 {
    let raw = rusqlite::Connection::open(folder.path().join("test.db")).unwrap();
    raw.query_row("select value from counters where id = ?", [id], |row| row.get(0)).unwrap()
}

/// Sets the counter 1.
pub(crate) fn set(db: &impl Write, value: i64) -> Result<u64, orm_sqlite::Error> {
    db.update::<Counter>().set(Counter::VALUE.to(value)).filter(Counter::ID.eq(1)).run()
}

/// The variable by which the tests of bad input run longer: how many cases each has.
pub(crate) fn cases(by_default: usize) -> usize {
    let cases = std::env::var("INJECTION_CASES").ok();
    cases
        .map_or(by_default, |text| text.parse().unwrap_or_else(|_| panic!("INJECTION_CASES is a number, not {text:?}")))
}

/// The seed of such a run, which is printed: another one each time, or that of `INJECTION_SEED`.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("INJECTION_SEED").ok().map(|text| text.parse().expect("INJECTION_SEED is a number"));
    let seed = given.unwrap_or_else(fresh_seed);
    println!("INJECTION_SEED={seed}");
    seed
}

/// A seed that is another one in each run. Who uses it prints it.
pub(crate) fn fresh_seed() -> u64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    now.as_secs().rotate_left(32) ^ u64::from(now.subsec_nanos())
}
