//! One run under bounds, and what a connection is asked by SQLite meanwhile.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::thread;
use std::time::{Duration, Instant};

use orm_core::error::{Condition, Error};

use super::{Bounds, STEPS};
use crate::connection::Connection;
use crate::{error, patience, statement};

/// Why a run ends early.
#[derive(Debug, Clone, Copy)]
enum Stop {
    /// With the limit.
    TimedOut(Duration),
    /// With the time since the beginning.
    Cancelled(Duration),
}

impl Stop {
    #[cold]
    fn error(self, code: Option<i32>) -> Error {
        let (condition, message) = match self {
            Self::TimedOut(limit) => (Condition::TimedOut, format!("the time limit of {limit:?} was reached")),
            Self::Cancelled(after) => {
                let after = Duration::from_millis(u64::try_from(after.as_millis()).unwrap_or(u64::MAX));
                (Condition::Cancelled, format!("the work was cancelled after {after:?}"))
            }
        };
        error::stopped(condition, message, code)
    }
}

/// One run under bounds, from the moment at which it was asked for.
pub(crate) struct Watch {
    bounds: Bounds,
    start: Instant,
    /// None where the clock does not reach.
    deadline: Option<Instant>,
    /// The first reason to stop: from then on nothing of the run goes on.
    stop: Cell<Option<Stop>>,
    panic: RefCell<Option<Box<dyn Any + Send>>>,
    /// How long the connection waits for a lock.
    busy_timeout: Duration,
    /// Since when it waits for the one that is held now.
    waiting: Cell<Instant>,
    /// The run around it: a transaction under bounds.
    outer: Option<Rc<Self>>,
}

impl Watch {
    pub(crate) fn new(bounds: &Bounds) -> Self {
        let start = Instant::now();
        Self {
            bounds: bounds.clone(),
            start,
            deadline: bounds.timeout.and_then(|timeout| start.checked_add(timeout)),
            stop: Cell::new(None),
            panic: RefCell::new(None),
            busy_timeout: Duration::ZERO,
            waiting: Cell::new(start),
            outer: None,
        }
    }

    /// Whether to stop, and why.
    fn look(&self) -> Option<Stop> {
        if self.stop.get().is_none() {
            self.stop.set(self.reason());
        }
        self.stop.get().or_else(|| self.outer.as_ref()?.look())
    }

    fn reason(&self) -> Option<Stop> {
        let now = Instant::now();
        let elapsed = now.saturating_duration_since(self.start);
        let cancelled = || Some(Stop::Cancelled(elapsed));
        if self.bounds.cancellations.iter().any(|token| token.is_cancelled()) {
            return cancelled();
        }
        if let (Some(limit), Some(deadline)) = (self.bounds.timeout, self.deadline)
            && now >= deadline
        {
            return Some(Stop::TimedOut(limit));
        }
        for report in &self.bounds.progress {
            // SQLite has no way to pass a panic on: it waits until the statement has ended.
            match catch_unwind(AssertUnwindSafe(|| report(elapsed))) {
                Ok(step) if step.is_continue() => {}
                Ok(_) => return cancelled(),
                Err(panic) => {
                    *self.panic.borrow_mut() = Some(panic);
                    return cancelled();
                }
            }
        }
        None
    }

    /// Fails if the run is to go no further.
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Some(stop) = self.look() else { return Ok(()) };
        self.resume();
        Err(stop.error(None))
    }

    /// How long to wait for something before asking again, at most `longest`: a lock, or a connection. None if nobody is to wait
    /// any longer; [`check`](Self::check) says why.
    pub(crate) fn pause(&self, longest: Duration) -> Option<Duration> {
        self.look().is_none().then(|| longest.min(self.remaining()))
    }

    fn remaining(&self) -> Duration {
        let own = self.deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
        self.outer.as_ref().map_or(own, |outer| own.min(outer.remaining()))
    }

    /// Goes on with a panic of a progress closure.
    fn resume(&self) {
        let panic = self.panic.borrow_mut().take();
        if let Some(panic) = panic {
            resume_unwind(panic);
        }
        if let Some(outer) = &self.outer {
            outer.resume();
        }
    }

    /// Waits for a lock that another holds, the `count`th time. Whether to try again.
    fn wait(&self, count: usize) -> bool {
        let now = Instant::now();
        if count == 0 {
            self.waiting.set(now);
        }
        let left = self.busy_timeout.saturating_sub(now.saturating_duration_since(self.waiting.get()));
        if left.is_zero() {
            return false;
        }
        let pause = self.pause(patience::pause(count).min(left));
        pause.map(thread::sleep).is_some()
    }

    /// Begins to look at what the connection does, until the guard is dropped.
    ///
    /// # Errors
    ///
    /// When there is nothing to begin any more: the time is over, or the work was cancelled.
    pub(crate) fn install(mut self, connection: &Connection) -> Result<Watching<'_>, Error> {
        self.outer = connection.watched().current();
        self.busy_timeout = match &self.outer {
            Some(outer) => outer.busy_timeout,
            None => busy_timeout(connection)?,
        };
        self.check()?;
        let outer = connection.watched().replace(Some(Rc::new(self)));
        if outer.is_none() {
            statement::watch(connection, STEPS);
        }
        Ok(Watching { connection, outer })
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("bounds", &self.bounds).field("stop", &self.stop).finish_non_exhaustive()
    }
}

/// Asked each time, because a script may have changed it. SQLite reads nothing for the answer.
fn busy_timeout(connection: &Connection) -> Result<Duration, Error> {
    let sql = "PRAGMA busy_timeout";
    let milliseconds = connection.query_row(sql, [], |row| row.get::<_, u32>(0));
    milliseconds
        .map(|milliseconds| Duration::from_millis(milliseconds.into()))
        .map_err(|error| error::preparing(error, sql))
}

/// A connection is looked at until this is dropped; then what held before holds again.
#[derive(Debug)]
#[must_use = "nothing is looked at behind it"]
pub(crate) struct Watching<'c> {
    connection: &'c Connection,
    outer: Option<Rc<Watch>>,
}

impl Drop for Watching<'_> {
    fn drop(&mut self) {
        let outer = self.outer.take();
        let outermost = outer.is_none();
        let ended = self.connection.watched().replace(outer);
        if outermost && let Some(ended) = ended {
            statement::unwatch(self.connection, ended.busy_timeout);
        }
    }
}

/// What SQLite asks while a connection is looked at: it has the same address for the connection's life.
#[derive(Debug, Default)]
pub(crate) struct Watched {
    current: RefCell<Option<Rc<Watch>>>,
    /// Whether there is one.
    on: Cell<bool>,
    /// Whether a transaction is being opened or closed, which is not to be stopped half way.
    paused: Cell<bool>,
}

impl Watched {
    fn current(&self) -> Option<Rc<Watch>> {
        self.current.borrow().clone()
    }

    fn replace(&self, watch: Option<Rc<Watch>>) -> Option<Rc<Watch>> {
        self.paused.set(false);
        self.on.set(watch.is_some());
        self.current.replace(watch)
    }

    /// Whether the connection is looked at.
    #[inline]
    pub(crate) const fn is_on(&self) -> bool {
        self.on.get()
    }

    /// Fails if what runs on the connection is to go no further.
    #[inline]
    pub(crate) fn check(&self) -> Result<(), Error> {
        if self.is_on() { self.check_current() } else { Ok(()) }
    }

    #[cold]
    fn check_current(&self) -> Result<(), Error> {
        self.current().map_or(Ok(()), |watch| watch.check())
    }

    /// Runs what opens or closes a transaction. It waits for locks as long as it may, and is not stopped in the middle: what
    /// SQLite has committed would be reported as stopped.
    #[inline]
    pub(crate) fn paused<T>(&self, work: impl FnOnce() -> T) -> T {
        let before = self.paused.replace(true);
        let done = work();
        self.paused.set(before);
        done
    }

    /// Says why SQLite stopped, if it was for a reason of ours.
    #[cold]
    pub(crate) fn explain(&self, error: Error) -> Error {
        let Some(watch) = self.current().filter(|_| error.is_interrupted() || error.is_busy()) else { return error };
        let mut stopped = None;
        let mut level = Some(&watch);
        while let Some(one) = level {
            stopped = stopped.or(one.stop.get());
            level = one.outer.as_ref();
        }
        let Some(stop) = stopped else { return error };
        watch.resume();
        let explained = stop.error(error.extended_code());
        match error.sql() {
            Some(sql) => explained.with_sql(sql),
            None => explained,
        }
    }

    /// What SQLite asks every [`STEPS`] steps: whether to stop.
    pub(crate) fn stops(&self) -> bool {
        !self.paused.get() && self.current().is_some_and(|watch| watch.look().is_some())
    }

    /// What SQLite asks when another holds a lock, after it has asked `count` times: whether to try again.
    pub(crate) fn waits(&self, count: usize) -> bool {
        self.current().is_some_and(|watch| watch.wait(count))
    }
}
