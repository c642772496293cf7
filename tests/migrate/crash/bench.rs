//! A scenario that is set up to be disturbed: its file before, and what the file holds after each whole step.

use std::fs;
use std::path::PathBuf;

use super::runner::{Job, Journal, Report, Runner, order};
use super::scenario::{Scenario, Way};
use super::state::{self, State};
use super::{replay, shim};

const FILE: &str = "test.db";

pub(crate) struct Bench<'a> {
    pub(crate) runner: &'a dyn Runner,
    pub(crate) scenario: &'a Scenario,
    pub(crate) journal: Journal,
    /// The file before; nothing where a scenario begins without one.
    pub(crate) base: Option<Vec<u8>>,
    /// After no step, after one, and so on.
    states: Vec<State>,
    folder: tempfile::TempDir,
}

impl<'a> Bench<'a> {
    /// Its file alone.
    pub(crate) fn with_base(runner: &'a dyn Runner, scenario: &'a Scenario, journal: Journal) -> Self {
        let folder = shim::folder();
        let mut bench = Self { runner, scenario, journal, base: None, states: Vec::new(), folder };
        fs::create_dir(bench.files()).unwrap();
        scenario.write(&scenario.beside(&bench.path()));
        if !scenario.base.is_empty() {
            bench.base = Some(bench.make_base());
        }
        bench.reset();
        bench
    }

    /// Sets it up, and looks whether an undisturbed run keeps what it must.
    pub(crate) fn new(runner: &'a dyn Runner, scenario: &'a Scenario, journal: Journal) -> Result<Self, String> {
        let mut bench = Self::with_base(runner, scenario, journal);
        let mut kept = None;
        for steps in 0..=scenario.steps.len() {
            bench.reset();
            let path = bench.path();
            let report = runner.run(&Job { steps, ..bench.job(&path) });
            if report.failed.is_some() {
                return Err(format!("an undisturbed run of {steps} steps said {report}"));
            }
            bench.states.push(State::read(&path)?);
            let rows = state::rows(&path, &scenario.kept)?;
            let before = kept.get_or_insert_with(|| rows.clone());
            if *before != rows {
                return Err(format!("step {steps} has changed what it should keep"));
            }
        }
        for (at, pair) in bench.states.windows(2).enumerate() {
            assert_ne!(pair[0], pair[1], "step {} of `{}` does nothing", at + 1, scenario.name);
        }
        bench.reset();
        Ok(bench)
    }

    fn make_base(&self) -> Vec<u8> {
        let path = self.path();
        let open = || rusqlite::Connection::open(&path).unwrap();
        let connection = open();
        connection.pragma_update(None, "journal_mode", self.journal.name()).unwrap();
        connection.pragma_update(None, "foreign_keys", false).unwrap();
        connection.execute_batch(&self.scenario.base).unwrap_or_else(|error| panic!("{error}: {}", self.scenario.base));
        connection.close().unwrap();
        self.runner.baseline(&self.job(&path));
        // What is only in the WAL would not be copied.
        let connection = open();
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
        connection.close().unwrap();
        fs::read(path).unwrap()
    }

    /// The folder that the shim looks at.
    pub(crate) fn files(&self) -> PathBuf {
        self.folder.path().join("files")
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.files().join(FILE)
    }

    /// A file beside the folder.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn job<'p>(&'p self, path: &'p std::path::Path) -> Job<'p> {
        Job::all(self.scenario, path, self.journal)
    }

    /// Puts the file back as it was before.
    pub(crate) fn reset(&self) {
        let image = self.base.iter().map(|bytes| (FILE.to_owned(), bytes.clone())).collect();
        self.put(&image);
    }

    /// Puts files in the place of all that are there.
    pub(crate) fn put(&self, image: &replay::Image) {
        for entry in fs::read_dir(self.files()).unwrap() {
            fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for (name, bytes) in image {
            fs::write(self.files().join(name), bytes).unwrap();
        }
    }

    pub(crate) fn disk(&self) -> replay::Disk {
        replay::Disk::new(FILE, self.base.as_deref())
    }

    /// After how many whole steps the file is as it is now.
    pub(crate) fn whole_steps(&self) -> Result<usize, String> {
        let found = State::read(&self.path())?;
        self.states.iter().position(|state| *state == found).ok_or_else(|| {
            let nearest = self.states.iter().map(|state| found.difference(state)).collect::<Vec<_>>();
            format!("the database is between two states: {}", nearest.join("; "))
        })
    }

    /// Runs it again, to the end.
    pub(crate) fn run_again(&self) -> Result<(), String> {
        let path = self.path();
        let report = self.runner.run(&self.job(&path));
        if report.failed.is_some() {
            return Err(format!("the next run said {report}"));
        }
        match self.whole_steps()? {
            steps if steps == self.scenario.steps.len() => Ok(()),
            steps => Err(format!("the next run was left after {steps} steps")),
        }
    }

    /// Whether what a process said is true of the file that it left.
    pub(crate) fn is_true(&self, report: &Report, done: usize) -> Result<(), String> {
        let all = self.scenario.steps.len();
        let truth = match &report.failed {
            None => done == all,
            Some((code, _)) if code == "commit_unknown" => true,
            // The step that it was at is not done, and those before it are.
            Some(_) if matches!(self.scenario.way, Way::Baseline | Way::Push(_)) => done == 0,
            Some(_) => {
                let begun = report.begun.last();
                let at = begun.and_then(|name| order(self.scenario).iter().position(|step| step == name));
                done == at.unwrap_or(0)
            }
        };
        if truth { Ok(()) } else { Err(format!("{done} of {all} steps are done, and the process said: {report}")) }
    }
}
