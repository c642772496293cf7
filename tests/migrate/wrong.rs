//! The tests can fail: runners that are wrong on purpose, each found by the check that is there for its mistake, and one without a
//! mistake, at which none of the checks complains.

mod runner;

use crate::concurrent;
use crate::crash::bench::Bench;
use crate::crash::runner::{Journal, Library, Runner};
use crate::crash::scenario;
use crate::crash::shim;
use crate::crash::state::State;
use crate::crash::sweep::{Counts, Effort, sweep};
use crate::random::Random;
use runner::{ByHand, Mistake};

pub(crate) const RUNNERS: [&dyn Runner; 8] = [
    &ByHand(Mistake::None),
    &ByHand(Mistake::Autocommit),
    &ByHand(Mistake::TwoTransactions),
    &ByHand(Mistake::PragmaInside),
    &ByHand(Mistake::Deferred),
    &ByHand(Mistake::WithoutTriggers),
    &ByHand(Mistake::Unsynced),
    &ByHand(Mistake::QuotedHash),
];

/// Disturbs a rebuild at all of its operations.
fn disturbed(mistake: Mistake, journal: Journal) -> Result<Counts, String> {
    // The one without a mistake goes all the way; others until they are found, which is soon.
    let points = if mistake == Mistake::None { 8 } else { usize::MAX };
    let effort = Effort { points, losses: 20, images: 2 };
    sweep(&ByHand(mistake), &scenario::named("check"), journal, effort, &mut Random::new(1))
}

/// Whether what has to be kept is kept without any disturbance.
fn kept(mistake: Mistake, scenario: &str) -> Result<(), String> {
    Bench::new(&ByHand(mistake), &scenario::named(scenario), Journal::Wal).map(drop)
}

fn raced(mistake: Mistake) -> Result<(), String> {
    // A race may end well by chance.
    let trials = if mistake == Mistake::None { 2 } else { 20 };
    concurrent::trials(&ByHand(mistake), &scenario::named("several migrations"), Journal::Wal, trials)
}

/// Whether a rebuild that loses the ends of some texts is refused.
fn refuses_loss(runner: &dyn Runner) -> Result<String, String> {
    let scenario = scenario::lossy();
    let bench = Bench::with_base(runner, &scenario, Journal::Wal);
    let path = bench.path();
    let before = State::read(&path)?;
    let report = runner.run(&bench.job(&path));
    let after = State::read(&path)?;
    match report.failed {
        None => Err("a rebuild that loses something was not refused".to_owned()),
        Some(_) if after != before => Err(format!("it was refused, and is done: {}", after.difference(&before))),
        Some((code, _)) => Ok(code),
    }
}

#[track_caller]
fn assert_found<T: std::fmt::Debug>(result: Result<T, String>, words: &str) {
    let error = result.expect_err("the mistake is found");
    assert!(error.contains(words), "{error}");
}

#[test]
fn without_a_mistake_nothing_is_found() {
    assert_eq!(kept(Mistake::None, "cascade"), Ok(()));
    assert_eq!(kept(Mistake::None, "around"), Ok(()));
    assert_eq!(refuses_loss(&ByHand(Mistake::None)).as_deref(), Ok("rows_changed"));
    assert_eq!(raced(Mistake::None), Ok(()));
    if shim::library().is_some() {
        for journal in Journal::BOTH {
            disturbed(Mistake::None, journal).unwrap();
        }
    }
}

#[test]
fn a_runner_without_a_transaction_is_found() {
    if shim::library().is_some() {
        assert_found(disturbed(Mistake::Autocommit, Journal::Wal), "between two states");
        assert_found(disturbed(Mistake::Autocommit, Journal::Delete), "between two states");
    }
}

#[test]
fn a_history_in_a_transaction_of_its_own_is_found() {
    if shim::library().is_some() {
        assert_found(disturbed(Mistake::TwoTransactions, Journal::Wal), "between two states");
        assert_found(disturbed(Mistake::TwoTransactions, Journal::Delete), "between two states");
    }
}

#[test]
fn foreign_keys_that_stay_on_are_found() {
    assert_found(kept(Mistake::PragmaInside, "cascade"), "has changed what it should keep");
}

#[test]
fn a_lock_that_is_taken_late_is_found() {
    assert_found(raced(Mistake::Deferred), "locked");
}

#[test]
fn a_commit_that_does_not_wait_is_found() {
    if shim::library().is_some() {
        let effort = Effort { points: 0, losses: usize::MAX, images: 2 };
        let scenario = scenario::named("check");
        let result = sweep(&ByHand(Mistake::Unsynced), &scenario, Journal::Wal, effort, &mut Random::new(1));
        assert_found(result, "1 steps were done, and only 0 are there");
    }
}

#[test]
fn triggers_that_are_lost_are_found() {
    assert_found(kept(Mistake::WithoutTriggers, "around"), "has changed what it should keep");
}

#[test]
fn a_proof_that_ends_at_nul_is_found() {
    assert_found(refuses_loss(&ByHand(Mistake::QuotedHash)), "was not refused");
    assert_eq!(refuses_loss(&Library).as_deref(), Ok("rows_changed"));
}
