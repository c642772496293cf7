//! Who is told of each statement.
//!
//! A connection asks before each statement whether anybody listens: a closure of [`Options::on_query`](crate::Options::on_query), the
//! log of a test, or, with the feature `tracing`, a subscriber. If nobody does, that is all that it costs. Otherwise the statement is
//! run between two looks at the clock, and whoever listens gets a [`QueryEvent`].

mod event;
mod fault;
mod listeners;
#[cfg_attr(not(feature = "tracing"), path = "observe/untraced.rs")]
mod spans;
mod summary;

use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::Location;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use orm_core::engine::StatementList;
use orm_core::error::Error;

use crate::connection::Connection;
pub use event::{QueryEvent, QueryKind};
pub(crate) use fault::check_write;
use listeners::Listeners;
#[cfg(feature = "tokio")]
pub(crate) use spans::Origin;
use summary::Summary;

/// What is done with an event.
pub(crate) type OnQuery = Arc<dyn Fn(&QueryEvent<'_>) + Send + Sync>;

/// A place in the program.
type Caller = Option<&'static Location<'static>>;

/// Who is told of the statements of a database, which all of its connections share.
#[derive(Clone, Default)]
pub(crate) struct Observation {
    pub(crate) on_query: Vec<OnQuery>,
    pub(crate) slow: Option<Duration>,
    pub(crate) values: bool,
    /// The name of the file.
    namespace: Arc<str>,
    listeners: Arc<Listeners>,
}

impl Observation {
    /// That of a database which is opened now.
    pub(crate) fn of(&self, namespace: &str) -> Self {
        Self { namespace: namespace.into(), listeners: Arc::default(), ..self.clone() }
    }

    fn tell(&self, event: &QueryEvent<'_>) {
        // A panic here would come in the middle of a commit, or of a rollback for another panic.
        let call = |on_query: &OnQuery| drop(catch_unwind(AssertUnwindSafe(|| on_query(event))));
        self.on_query.iter().for_each(call);
        // A listener is called without the lock, so that it may use other databases.
        self.listeners.list().iter().for_each(call);
    }
}

impl fmt::Debug for Observation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observation")
            .field("on_query", &self.on_query.len())
            .field("slow", &self.slow)
            .field("values", &self.values)
            .finish_non_exhaustive()
    }
}

/// What is known of a statement behind its run.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    pub(crate) text: Option<Arc<str>>,
    pub(crate) rows: u64,
    pub(crate) scanned: u64,
    pub(crate) sorts: u64,
    pub(crate) values: Vec<String>,
}

/// What a connection knows of what runs on it.
pub(crate) struct Observed {
    observation: Observation,
    /// Whether somebody listens for as long as the database is open.
    always: bool,
    caller: Cell<Caller>,
    noted: RefCell<Noted>,
    transaction: spans::Transaction,
}

impl Observed {
    pub(crate) fn new(observation: &Observation) -> Self {
        Self {
            always: !observation.on_query.is_empty() || (cfg!(feature = "tracing") && observation.slow.is_some()),
            observation: observation.clone(),
            caller: Cell::new(None),
            noted: RefCell::default(),
            transaction: spans::Transaction::default(),
        }
    }

    /// Whether anybody listens.
    #[inline]
    pub(crate) fn is_on(&self) -> bool {
        self.always || self.observation.listeners.any() || spans::enabled()
    }

    /// Says where the statements come from until what this gives is dropped.
    #[cold]
    pub(crate) fn enter(&self, statements: &StatementList) -> Called<'_> {
        let before = self.caller.replace(statements.caller());
        Called { observed: self, before }
    }

    /// A transaction is about to begin there.
    pub(crate) fn begun_at(&self, caller: &'static Location<'static>) {
        self.caller.set(Some(caller));
    }

    /// What is to be known of the statement that has run.
    #[cold]
    pub(crate) fn note(&self, fill: impl FnOnce(&mut Noted, bool)) {
        fill(&mut self.noted.borrow_mut(), self.observation.values);
    }

    /// The connection is given back: whatever was open has ended.
    pub(crate) fn ended(&self) {
        self.transaction.end("rolled_back");
    }
}

impl fmt::Debug for Observed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Observed").field("observation", &self.observation).finish_non_exhaustive()
    }
}

/// Gives the place back that was said before.
pub(crate) struct Called<'o> {
    observed: &'o Observed,
    before: Caller,
}

impl Drop for Called<'_> {
    fn drop(&mut self) {
        self.observed.caller.set(self.before);
    }
}

/// Runs a statement and tells of it.
#[cold]
pub(crate) fn statement(connection: &Connection, work: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
    let observed = connection.observed();
    let span = spans::Query::begin(&observed.transaction, &observed.observation.namespace);
    let (caller, around) = (observed.caller.get(), observed.noted.take());
    let start = Instant::now();
    let ran = span.run(work);
    let duration = start.elapsed();
    let noted = observed.noted.replace(around);
    let error = ran.as_ref().err();
    let text = match (&noted.text, error) {
        (Some(text), _) => text.clone(),
        (None, Some(error)) => error.sql().unwrap_or_default().into(),
        // A list of keys was empty: nothing was run.
        (None, None) => return ran,
    };
    let event = QueryEvent {
        sql: &text,
        summary: Summary::of(&text),
        duration,
        rows: noted.rows,
        scanned: noted.scanned,
        sorts: noted.sorts,
        values: &noted.values,
        caller,
        error,
        slow: observed.observation.slow.is_some_and(|slow| duration >= slow),
    };
    span.end(&event);
    observed.observation.tell(&event);
    ran
}

/// Runs what begins or ends a transaction and tells of it.
#[cold]
pub(crate) fn control(
    connection: &Connection,
    sql: &str,
    work: impl FnOnce() -> Result<(), Error>,
) -> Result<(), Error> {
    let observed = connection.observed();
    let caller = observed.caller.get();
    if sql.starts_with("BEGIN") {
        observed.transaction.begin(&observed.observation.namespace, sql, caller);
    }
    let start = Instant::now();
    let ran = fault::check_control(connection, sql).and_then(|()| work());
    let duration = start.elapsed();
    let event = QueryEvent {
        sql,
        summary: Summary::of(sql),
        duration,
        rows: 0,
        scanned: 0,
        sorts: 0,
        values: &[],
        caller,
        error: ran.as_ref().err(),
        slow: observed.observation.slow.is_some_and(|slow| duration >= slow),
    };
    observed.transaction.ran(&event);
    observed.observation.tell(&event);
    ran
}
