//! A connection: the driver's, and the statements that are prepared on it.

mod limits;
mod math;
mod open;
mod untrusted;

use std::cell::{Cell, RefCell};
use std::ops::Deref;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

#[cfg(feature = "sqlcipher")]
pub(crate) use math::add as add_math;
#[cfg(feature = "sqlcipher")]
pub(crate) use open::read_only_name;
pub(crate) use open::{open, open_another, restore};

use orm_core::engine::Limits;

use crate::change::Recorder;
use crate::deadline::Watched;
use crate::maintenance::Counters;
use crate::observe::Observed;
use crate::options::Options;
use crate::statement::Cache;
use orm_core::error::Error;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It writes, and reads where no other does.
    Writer,
    /// SQLite refuses every write on it.
    Reader,
}

/// Whether a connection can be used again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Condition {
    Good,
    /// It can, but it was said who has it.
    Said,
    /// Its settings or its state are not known.
    Unknown,
    /// The file is damaged.
    Damaged,
}

/// A connection to a database, which one thread at a time has.
#[derive(Debug)]
pub(crate) struct Connection {
    role: Role,
    /// How many of the program's registrations it has.
    pub(crate) registered: Cell<usize>,
    condition: Cell<Condition>,
    /// Whether it has collating sequences of the program, which may panic.
    pub(crate) collates: Cell<bool>,
    /// Whether other processes may have the file open.
    shared: bool,
    /// How long it waits for a lock.
    patience: Cell<Duration>,
    /// Dropped before the driver's connection, which does not close while a statement is left.
    statements: RefCell<Cache>,
    driver: rusqlite::Connection,
    /// Dropped after the driver's connection, which is told where it lies.
    watched: Rc<Watched>,
    limits: Limits,
    counters: Arc<Counters>,
    /// What it does is written down, if somebody wants to know.
    recorder: Option<Arc<Recorder>>,
    observed: Observed,
}

impl Connection {
    fn new(driver: rusqlite::Connection, role: Role, options: &Options, shared: bool) -> Self {
        let limits = limits::of(&driver);
        Self {
            role,
            limits,
            registered: Cell::new(0),
            condition: Cell::new(Condition::Good),
            collates: Cell::new(false),
            shared,
            patience: Cell::new(options.busy_timeout),
            statements: RefCell::new(Cache::new(options.statement_cache_size)),
            driver,
            watched: Rc::default(),
            counters: Arc::default(),
            recorder: None,
            observed: Observed::new(&options.observation),
        }
    }

    /// What it is for.
    pub(crate) const fn role(&self) -> Role {
        self.role
    }

    /// Whether other processes may have the file open.
    #[inline]
    pub(crate) const fn is_shared(&self) -> bool {
        self.shared
    }

    /// How long it waits for a lock.
    pub(crate) const fn patience(&self) -> Duration {
        self.patience.get()
    }

    /// Waits so long for a lock from now on.
    pub(crate) fn set_patience(&self, patience: Duration) -> Result<(), rusqlite::Error> {
        self.patience.set(patience);
        self.driver.busy_timeout(patience)
    }

    /// Whether it can be used again.
    #[inline]
    pub(crate) const fn condition(&self) -> Condition {
        self.condition.get()
    }

    /// It was said who has it, which is to be taken back.
    pub(crate) fn said(&self) {
        if self.condition.get() == Condition::Good {
            self.condition.set(Condition::Said);
        }
    }

    /// It is given back, and can be used again.
    pub(crate) fn forget(&self) {
        self.condition.set(Condition::Good);
    }

    /// Keeps everybody else from the connection.
    pub(crate) fn discard(&self) {
        self.condition.set(Condition::Unknown);
    }

    /// Looks at a failure: whether it is one after which the connection cannot be used again.
    #[cold]
    pub(crate) fn failed(&self, error: &Error) {
        if error.is_damaged_file() {
            self.condition.set(Condition::Damaged);
        } else if error.is_storage_failure() && self.driver.query_row("PRAGMA schema_version", [], |_| Ok(())).is_err()
        {
            self.discard();
        }
    }

    /// The driver's connection, for hooks.
    pub(crate) const fn driver_mut(&mut self) -> &mut rusqlite::Connection {
        &mut self.driver
    }

    /// What its SQLite allows.
    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    /// Who looks at what it does.
    pub(crate) const fn watched(&self) -> &Rc<Watched> {
        &self.watched
    }

    /// What was done on it.
    pub(crate) const fn counters(&self) -> &Arc<Counters> {
        &self.counters
    }

    /// Who writes down what it does.
    #[inline]
    pub(crate) const fn recorder(&self) -> Option<&Arc<Recorder>> {
        self.recorder.as_ref()
    }

    /// Lets what it does be written down from now on.
    pub(crate) fn record_by(&mut self, recorder: Arc<Recorder>) {
        self.recorder = Some(recorder);
    }

    /// Who is told of what it does.
    #[inline]
    pub(crate) const fn observed(&self) -> &Observed {
        &self.observed
    }

    /// The statements that are not running.
    pub(crate) const fn statements(&self) -> &RefCell<Cache> {
        &self.statements
    }
}

impl Deref for Connection {
    type Target = rusqlite::Connection;

    fn deref(&self) -> &rusqlite::Connection {
        &self.driver
    }
}

#[cfg(test)]
mod tests;
