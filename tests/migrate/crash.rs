//! A process that migrates is killed, its disk fails, and its power is lost, at each operation on a file: the database is in the
//! state after some whole migrations then, nothing in between, what the process said is true, and the next run goes on.
//!
//! `MIGRATE_CRASH=full` tries all operations of all scenarios; otherwise a sample of them is tried. `MIGRATE_SEED` repeats a run.

pub(crate) mod bench;
mod oplog;
mod replay;
pub(crate) mod runner;
pub(crate) mod scenario;
pub(crate) mod shim;
pub(crate) mod state;
pub(crate) mod sweep;
pub(crate) mod worker;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Instant, SystemTime};

use crate::random::Random;
use runner::{Journal, Library};
use shim::Fault;
use sweep::{Counts, Effort, sweep};

/// Whether all is tried.
pub(crate) fn is_full() -> bool {
    std::env::var("MIGRATE_CRASH").is_ok_and(|value| value == "full")
}

/// The seed of this run, which is printed.
pub(crate) fn seed() -> u64 {
    let given = std::env::var("MIGRATE_SEED").ok().and_then(|seed| seed.parse().ok());
    let now = || SystemTime::UNIX_EPOCH.elapsed().map_or(0, |elapsed| u64::from(elapsed.subsec_nanos()));
    let seed = given.unwrap_or_else(now);
    println!("MIGRATE_SEED={seed}");
    seed
}

#[test]
fn a_disturbed_migration_is_done_or_not() {
    if shim::library().is_none() {
        return;
    }
    let seed = seed();
    let start = Instant::now();
    let scenarios = scenario::all();
    assert!(scenarios.len() >= 20);
    let mut jobs: Vec<_> =
        scenarios.iter().flat_map(|scenario| Journal::BOTH.map(|journal| (scenario, journal))).collect();
    let mut effort = Effort::FULL;
    if !is_full() {
        let mut random = Random::new(seed);
        jobs = scenarios.iter().map(|scenario| (scenario, *random.pick(&Journal::BOTH))).collect();
        effort = Effort { points: 2, losses: 10, images: 2 };
    }
    let (next, counts, failures) = (AtomicUsize::new(0), Mutex::new(Counts::default()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((scenario, journal)) = jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                    // Of the scenario's name, so that one alone is the same as among others.
                    let own = scenario.name.bytes().fold(seed, |seed, byte| seed.rotate_left(5) ^ u64::from(byte));
                    match sweep(&Library, scenario, *journal, effort, &mut Random::new(own)) {
                        Ok(done) => {
                            counts.lock().unwrap().add(done);
                            if is_full() {
                                println!("{}, {}: {done:?}", scenario.name, journal.name());
                            }
                        }
                        Err(error) => failures.lock().unwrap().push(error),
                    }
                }
            });
        }
    });
    let (counts, failures) = (counts.into_inner().unwrap(), failures.into_inner().unwrap());
    println!("{} scenarios with their journals, {counts:?}, {:?}", jobs.len(), start.elapsed());
    assert!(failures.is_empty(), "MIGRATE_SEED={seed}:\n{}", failures.join("\n"));
    assert!(!is_full() || counts.images >= 100_000, "{counts:?}");
}

/// A WAL that could not be synced holds all of a transaction that was reported as rolled back. While the process lives, nobody reads
/// it; the next one would, and find the migration done.
#[test]
fn a_commit_that_failed_stays_undone() {
    if shim::library().is_none() {
        return;
    }
    for name in ["check", "push", "down", "baseline"] {
        sweep::each(&Library, &scenario::named(name), Journal::Wal, Fault::Io, true).unwrap();
    }
}

/// Where no file can grow, a commit fails and its transaction is undone: nobody has to look for himself.
#[test]
fn a_full_disk_is_no_riddle() {
    if shim::library().is_none() {
        return;
    }
    for journal in Journal::BOTH {
        let said = sweep::each(&Library, &scenario::named("check"), journal, Fault::Grow, true).unwrap();
        let codes: Vec<_> = said.into_iter().flatten().filter_map(|report| report.failed).collect();
        assert!(codes.iter().any(|(code, _)| code == "commit"), "{codes:?}");
        assert!(codes.iter().all(|(code, _)| code != "commit_unknown"), "{codes:?}");
    }
}
