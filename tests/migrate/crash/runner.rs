//! What the harness examines: a runner of migrations. The library's is one, those that are wrong on purpose are others.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};

use orm_sqlite::migrate::{Migration, Migrations, Progress};
use orm_sqlite::{Database, JournalMode, Synchronous};

use super::scenario::{Scenario, Way};

/// How a database keeps what it needs to roll back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Journal {
    Wal,
    Delete,
}

impl Journal {
    pub(crate) const BOTH: [Self; 2] = [Self::Wal, Self::Delete];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Wal => "wal",
            Self::Delete => "delete",
        }
    }

    pub(crate) fn named(name: &str) -> Self {
        Self::BOTH.into_iter().find(|journal| journal.name() == name).unwrap()
    }
}

/// What is run, on which file.
pub(crate) struct Job<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) path: &'a Path,
    pub(crate) journal: Journal,
    /// How many of the scenario's steps.
    pub(crate) steps: usize,
    /// Whether the database is left open, as by a process that ends at once.
    pub(crate) leave: bool,
}

impl<'a> Job<'a> {
    pub(crate) const fn all(scenario: &'a Scenario, path: &'a Path, journal: Journal) -> Self {
        Self { scenario, path, journal, steps: scenario.steps.len(), leave: false }
    }
}

/// Leaves a mark in the log of the shim: from here on, so many steps are known to be done. Nothing is there to be removed.
pub(crate) fn acknowledge(database: &Path, steps: usize) {
    let _ = std::fs::remove_file(database.with_file_name(format!("{DONE}{steps}")));
}

/// The name of such a mark, without its number.
pub(crate) const DONE: &str = "done-";

/// What a runner says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    /// The steps that it began, in order.
    pub(crate) begun: Vec<String>,
    /// Nothing, or a code and a message.
    pub(crate) failed: Option<(String, String)>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.failed {
            None => write!(f, "done, having begun {:?}", self.begun),
            Some((code, message)) => write!(f, "`{code}` ({message}), having begun {:?}", self.begun),
        }
    }
}

/// A runner of migrations.
pub(crate) trait Runner: Sync {
    fn name(&self) -> &'static str;

    /// Makes a database that has the tables and the rows of a scenario know where its history begins.
    fn baseline(&self, job: &Job<'_>);

    fn run(&self, job: &Job<'_>) -> Report;
}

/// The library.
pub(crate) struct Library;

impl Library {
    fn open(job: &Job<'_>) -> Result<Database, orm_sqlite::Error> {
        let journal = match job.journal {
            Journal::Wal => JournalMode::Wal,
            Journal::Delete => JournalMode::Delete,
        };
        // What a migration needs it has to set itself. A small cache writes before the end, as a table does that is larger than
        // memory.
        Database::options().path(job.path).journal_mode(journal).synchronous(Synchronous::Normal).cache_size(64).open()
    }

    fn migrations(job: &Job<'_>) -> Migrations {
        let first = job.scenario.first.iter();
        let known = if job.scenario.way == Way::Down { job.scenario.steps.len() } else { job.steps };
        let list = Migrations::new(first.chain(&job.scenario.steps[..known]).cloned()).unwrap();
        let steps = job.scenario.steps[..known].iter().filter(|step| step.has_step());
        steps.fold(list, |list, step| list.step(step.name(), Scenario::in_rust).unwrap())
    }

    fn apply(job: &Job<'_>, db: &Database, begun: &Arc<Mutex<Vec<String>>>) -> Result<(), orm_sqlite::Error> {
        let list = Self::migrations(job);
        let begun = Arc::clone(begun);
        let path = job.path.to_owned();
        let migrator = db.migrator(&list).on_progress(move |progress| {
            if let Progress::Migration(name) = progress {
                let mut begun = begun.lock().unwrap();
                acknowledge(&path, begun.len());
                begun.push(name.trim_end_matches(" (down)").to_owned());
            }
        });
        match job.scenario.way {
            Way::Up => migrator.up().map(drop),
            Way::Down => {
                let left = job.scenario.steps.len() - job.steps;
                let target = left.checked_sub(1).map_or("1", |at| job.scenario.steps[at].version());
                // The rows are filled by a default: nobody misses them.
                migrator.accept_loss("users.active").down_to(target).map(drop)
            }
            // It is the beginning, and not said twice.
            Way::Baseline if job.steps > 0 && db.applied_migrations()?.is_empty() => {
                migrator.baseline(job.scenario.steps[0].name()).map(drop)
            }
            Way::Push(schema) if job.steps > 0 => db.push(&schema()).run().map(drop),
            Way::Baseline | Way::Push(_) => Ok(()),
        }
    }
}

impl Runner for Library {
    fn name(&self) -> &'static str {
        "library"
    }

    fn baseline(&self, job: &Job<'_>) {
        let db = Self::open(job).unwrap();
        let Some(first) = &job.scenario.first else { return };
        // A push is for databases without a history.
        if matches!(job.scenario.way, Way::Push(_)) {
            return;
        }
        let list = Self::migrations(job);
        db.migrator(&list).baseline(first.name()).unwrap();
        if job.scenario.way == Way::Down {
            db.migrate(&list).unwrap();
        }
    }

    fn run(&self, job: &Job<'_>) -> Report {
        let begun = Arc::default();
        let result = Self::open(job).and_then(|db| {
            let result = Self::apply(job, &db, &begun);
            if result.is_ok() {
                acknowledge(job.path, job.steps);
            }
            if job.leave {
                std::mem::forget(db);
            }
            result
        });
        let code = |error: &orm_sqlite::Error| error.migration_code().unwrap_or("none").to_owned();
        let failed = result.err().map(|error| (code(&error), error.to_string()));
        Report { begun: begun.lock().unwrap().clone(), failed }
    }
}

/// The names of steps, in the order in which a runner takes them.
pub(crate) fn order(scenario: &Scenario) -> Vec<&str> {
    let names = scenario.steps.iter().map(Migration::name);
    if scenario.way == Way::Down { names.rev().collect() } else { names.collect() }
}
