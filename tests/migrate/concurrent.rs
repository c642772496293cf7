//! Many processes that migrate one database at the same time: each ends well, and each migration is applied once.
//!
//! `MIGRATE_CRASH=full` makes 200 trials.

use std::path::PathBuf;
use std::process::Child;
use std::time::{Duration, Instant};
use std::{fs, thread};

use crate::crash::bench::Bench;
use crate::crash::runner::{Journal, Library, Runner, order};
use crate::crash::scenario::{self, Scenario};
use crate::crash::{is_full, shim, worker};

const PROCESSES: usize = 8;

/// How long the processes have to come up.
const PATIENCE: Duration = Duration::from_mins(1);

/// Lets processes begin at once; the first thing that is not as it should be.
pub(crate) fn race(bench: &Bench<'_>) -> Result<(), String> {
    let (path, barrier) = (bench.path(), bench.beside("barrier"));
    bench.reset();
    fs::create_dir(&barrier).unwrap();
    let job = bench.job(&path);
    let reports: Vec<_> = (0..PROCESSES).map(|at| bench.beside(&format!("report-{at}"))).collect();
    let start = |report: &PathBuf| {
        let _ = fs::remove_file(report);
        shim::process(bench.runner, &job, report).env("CRASH_BARRIER", &barrier).spawn().unwrap()
    };
    let mut processes: Vec<Child> = reports.iter().map(start).collect();
    let begun = Instant::now();
    while fs::read_dir(&barrier).unwrap().count() < PROCESSES {
        assert!(begun.elapsed() < PATIENCE, "the processes do not come up");
        thread::sleep(Duration::from_millis(1));
    }
    fs::write(barrier.join("go"), "").unwrap();
    let ended: Vec<_> = processes.iter_mut().map(|process| process.wait().unwrap()).collect();
    fs::remove_dir_all(&barrier).unwrap();
    let mut steps = Vec::new();
    for (status, path) in ended.iter().zip(&reports) {
        let report = worker::read(path).ok_or_else(|| format!("a process said nothing: {status}"))?;
        if report.failed.is_some() || !status.success() {
            return Err(format!("a process said {report}"));
        }
        steps.extend(report.begun);
    }
    // None of them begins what another one has done.
    steps.sort();
    let mut all = order(bench.scenario);
    all.sort_unstable();
    if steps != all {
        return Err(format!("{steps:?} were applied"));
    }
    match bench.whole_steps()? {
        done if done == bench.scenario.steps.len() => Ok(()),
        done => Err(format!("only {done} steps are done")),
    }
}

/// Trials of a runner; the first that failed.
pub(crate) fn trials(runner: &dyn Runner, scenario: &Scenario, journal: Journal, count: usize) -> Result<(), String> {
    let bench = Bench::new(runner, scenario, journal)?;
    for trial in 0..count {
        race(&bench).map_err(|error| format!("{}, {}, trial {trial}: {error}", scenario.name, journal.name()))?;
    }
    Ok(())
}

#[test]
fn each_migration_is_applied_once() {
    let start = Instant::now();
    let each: [usize; 5] = if is_full() { [70, 40, 40, 30, 20] } else { [1; 5] };
    let several = scenario::named("several migrations");
    let new = scenario::named("a new file");
    let down = scenario::named("down");
    let kinds = [
        (&several, Journal::Wal),
        (&several, Journal::Delete),
        (&new, Journal::Wal),
        (&new, Journal::Delete),
        (&down, Journal::Wal),
    ];
    for ((scenario, journal), count) in kinds.into_iter().zip(each) {
        trials(&Library, scenario, journal, count).unwrap();
    }
    println!("{} trials of {PROCESSES} processes, {:?}", each.iter().sum::<usize>(), start.elapsed());
}
