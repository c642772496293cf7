//! Who has a connection, for whoever waits for it in vain.

use std::fmt;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// Who has a connection, and since when.
#[derive(Debug, Clone)]
pub(crate) struct Holder {
    since: Instant,
    what: What,
}

/// Where a connection has its holder, if they said so.
#[derive(Debug, Clone, Default)]
pub(super) struct Held(Arc<Mutex<Option<Holder>>>);

impl Held {
    pub(super) fn set(&self, holder: Option<Holder>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = holder;
    }

    pub(super) fn get(&self) -> Option<Holder> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// The readers of a database, as those see them who have no pool: the connections, which are there before it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Readers(Arc<Mutex<Vec<Held>>>);

impl Readers {
    pub(super) fn are(&self, held: impl Iterator<Item = Held>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = held.collect();
    }

    /// The transaction that has read for the longest time.
    pub(crate) fn oldest(&self) -> Option<Holder> {
        let readers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        readers.iter().filter_map(Held::get).max_by_key(Holder::held_for)
    }
}

#[derive(Debug, Clone)]
enum What {
    /// A statement says nothing when it starts, because that would cost every statement.
    Statement,
    Transaction {
        thread: Option<String>,
        begun: &'static Location<'static>,
    },
}

impl Holder {
    /// A transaction of this thread, from now on.
    pub(crate) fn transaction(begun: &'static Location<'static>) -> Self {
        let thread = thread::current().name().map(str::to_owned);
        Self { since: Instant::now(), what: What::Transaction { thread, begun } }
    }

    /// A statement that runs for at least this long.
    pub(super) fn of_statement(at_least: Duration) -> Self {
        let now = Instant::now();
        Self { since: now.checked_sub(at_least).unwrap_or(now), what: What::Statement }
    }

    pub(crate) fn held_for(&self) -> Duration {
        self.since.elapsed()
    }
}

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let held = self.held_for().as_millis();
        match &self.what {
            What::Statement => write!(f, "a statement that runs for at least {held} ms"),
            What::Transaction { thread, begun } => {
                write!(f, "the transaction that began {held} ms ago in {}:{}", begun.file(), begun.line())?;
                match thread {
                    Some(name) => write!(f, ", on the thread `{name}`"),
                    None => Ok(()),
                }
            }
        }
    }
}
