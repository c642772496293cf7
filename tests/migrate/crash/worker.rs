//! The process that is disturbed: this program again, running one test.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use super::runner::{Job, Journal, Library, Report, Runner};
use super::scenario::Scenario;

/// How long a process waits for the others.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs what the environment says, reports and exits; nothing in an ordinary run.
#[test]
fn worker() {
    let Ok(name) = env::var("CRASH_RUNNER") else { return };
    let scenario = Scenario::read(Path::new(&env::var_os("CRASH_SCENARIO").unwrap()));
    let path = PathBuf::from(env::var_os("CRASH_DATABASE").unwrap());
    let mut job = Job::all(&scenario, &path, Journal::named(&env::var("CRASH_JOURNAL").unwrap()));
    job.leave = env::var_os("CRASH_LEAVE").is_some();
    if let Some(barrier) = env::var_os("CRASH_BARRIER") {
        wait(Path::new(&barrier));
    }
    let report = runner(&name).run(&job);
    write(Path::new(&env::var_os("CRASH_REPORT").unwrap()), &report);
    std::process::exit(i32::from(report.failed.is_some()));
}

fn runner(name: &str) -> &'static dyn Runner {
    let mut all: Vec<&'static dyn Runner> = vec![&Library];
    all.extend(crate::wrong::RUNNERS);
    all.into_iter().find(|runner| runner.name() == name).unwrap()
}

/// Says that it is there, and waits until all are.
fn wait(barrier: &Path) {
    fs::write(barrier.join(format!("ready-{}", std::process::id())), "").unwrap();
    let start = Instant::now();
    while !barrier.join("go").exists() {
        assert!(start.elapsed() < PATIENCE, "nobody said to go");
        thread::sleep(Duration::from_micros(200));
    }
}

fn write(path: &Path, report: &Report) {
    let text = serde_json::to_string(&(&report.begun, &report.failed)).unwrap();
    fs::write(path, text).unwrap();
}

/// What a process said.
pub(crate) fn read(path: &Path) -> Option<Report> {
    let text = fs::read_to_string(path).ok()?;
    let (begun, failed) = serde_json::from_str(&text).ok()?;
    Some(Report { begun, failed })
}
