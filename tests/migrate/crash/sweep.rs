//! One scenario, disturbed: at its operations by faults, and at its operations by a loss of power.

use super::bench::Bench;
use super::oplog::{self, Op};
use super::replay::Loss;
use super::runner::{Journal, Report, Runner};
use super::scenario::Scenario;
use super::shim::{self, Fault};
use crate::random::Random;

/// How much is tried.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Effort {
    /// Operations at which each fault happens, at most.
    pub(crate) points: usize,
    /// Operations after which power is lost, at most.
    pub(crate) losses: usize,
    /// Random images of each.
    pub(crate) images: usize,
}

impl Effort {
    pub(crate) const FULL: Self = Self { points: usize::MAX, losses: usize::MAX, images: 40 };
}

/// What was tried.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Counts {
    pub(crate) operations: usize,
    pub(crate) points: usize,
    pub(crate) images: usize,
}

impl Counts {
    pub(crate) fn add(&mut self, other: Self) {
        self.operations += other.operations;
        self.points += other.points;
        self.images += other.images;
    }
}

/// One image in so many is migrated to the end.
const AGAIN: usize = 25;

/// Disturbs a scenario; the first thing that is not as it should be.
pub(crate) fn sweep(
    runner: &dyn Runner,
    scenario: &Scenario,
    journal: Journal,
    effort: Effort,
    random: &mut Random,
) -> Result<Counts, String> {
    let place = |error| format!("{}, {}, {}: {error}", runner.name(), scenario.name, journal.name());
    let bench = Bench::new(runner, scenario, journal).map_err(place)?;
    let ops = operations(&bench).map_err(place)?;
    let mut counts = Counts { operations: ops.len(), ..Counts::default() };
    for at in sample(ops.len() + 1, effort.points, random) {
        for fault in [Fault::Kill(at), Fault::Io(at), Fault::Full(at), Fault::Grow(at)] {
            let ways: &[bool] = match fault {
                Fault::Kill(_) => &[false],
                _ if effort.points == usize::MAX => &[false, true],
                _ => &[[false], [true]][random.below(2)],
            };
            for leave in ways {
                disturb(&bench, fault, *leave, ops.len())
                    .map_err(|error| place(format!("{fault:?} of {}, left open: {leave}: {error}", ops.len())))?;
                counts.points += 1;
            }
        }
    }
    counts.images = lose_power(&bench, &ops, effort, random).map_err(place)?;
    Ok(counts)
}

/// Lets one fault happen at each operation; what the processes said.
pub(crate) fn each(
    runner: &dyn Runner,
    scenario: &Scenario,
    journal: Journal,
    fault: fn(usize) -> Fault,
    leave: bool,
) -> Result<Vec<Option<Report>>, String> {
    let bench = Bench::new(runner, scenario, journal)?;
    let count = operations(&bench)?.len();
    let at = |at| disturb(&bench, fault(at), leave, count).map_err(|error| format!("{at} of {count}: {error}"));
    (0..count).map(at).collect()
}

/// What an undisturbed process does.
fn operations(bench: &Bench<'_>) -> Result<Vec<Op>, String> {
    let (path, report, log) = (bench.path(), bench.beside("report"), bench.beside("log"));
    bench.reset();
    let (status, said) = shim::logged(bench.runner, &bench.job(&path), &report, &log);
    if !status.success() {
        return Err(format!("undisturbed, the process ended with {status} and said {said:?}"));
    }
    let done = bench.whole_steps()?;
    if done != bench.scenario.steps.len() {
        return Err(format!("undisturbed, the process left the database after {done} steps"));
    }
    let ops = oplog::read(&log, &bench.files());
    assert!(ops.len() > 10, "the shim sees what SQLite does");
    Ok(ops)
}

/// Up to so many numbers below a bound.
fn sample(bound: usize, most: usize, random: &mut Random) -> Vec<usize> {
    if most >= bound {
        return (0..bound).collect();
    }
    (0..most).map(|_| random.below(bound)).collect()
}

fn disturb(bench: &Bench<'_>, fault: Fault, leave: bool, operations: usize) -> Result<Option<Report>, String> {
    bench.reset();
    let (path, report) = (bench.path(), bench.beside("report"));
    let mut job = bench.job(&path);
    job.leave = leave;
    let (status, said) = shim::disturbed(bench.runner, &job, fault, &report);
    let done = bench.whole_steps()?;
    match (fault, &said) {
        (Fault::Kill(at), _) if at < operations => {
            // Only a signal leaves no code.
            if status.code().is_some() {
                return Err(format!("the process was not killed: {status}"));
            }
        }
        (_, Some(report)) => bench.is_true(report, done)?,
        (_, None) => return Err(format!("the process ended with {status} and said nothing")),
    }
    bench.run_again()?;
    Ok(said)
}

/// Loses power after operations; how many images were looked at.
fn lose_power(bench: &Bench<'_>, ops: &[Op], effort: Effort, random: &mut Random) -> Result<usize, String> {
    let places = sample(ops.len(), effort.losses, random);
    let mut disk = bench.disk();
    let (mut images, mut acknowledged) = (0, 0);
    for (at, op) in ops.iter().enumerate() {
        disk.apply(op);
        acknowledged = op.acknowledged().unwrap_or(acknowledged);
        if !places.contains(&at) || !op.is_lasting() {
            continue;
        }
        let random_ones = (0..effort.images).map(|image| if image % 2 == 0 { Loss::Some } else { Loss::Torn });
        for loss in [Loss::All, Loss::Nothing].into_iter().chain(random_ones) {
            let image = disk.image(loss, random);
            let place = |error| format!("power lost after operation {at} of {}, {loss:?}: {error}", ops.len());
            bench.put(&image);
            let done = bench.whole_steps().map_err(place)?;
            // A WAL that was synced has its transactions. A journal whose removal was not synced comes back, and with it the old state.
            if bench.journal == Journal::Wal && done < acknowledged {
                return Err(place(format!("{acknowledged} steps were done, and only {done} are there")));
            }
            images += 1;
            if random.below(AGAIN) == 0 {
                bench.run_again().map_err(place)?;
            }
        }
    }
    Ok(images)
}
