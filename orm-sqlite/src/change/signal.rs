//! Whether a watched query is due.

use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use super::publisher::lock;
use super::tables::TableSet;

/// What a watch and those who write share.
#[derive(Debug)]
pub(super) struct Signal {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug)]
struct State {
    /// What the last run has read.
    reads: TableSet,
    /// What was committed during a run, of which nobody knows yet what it reads.
    meanwhile: TableSet,
    running: bool,
    due: bool,
    ended: bool,
    waker: Option<Waker>,
}

/// Why somebody waits no longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Waited {
    Due,
    TimedOut,
    Ended,
}

impl Signal {
    /// Due from the start.
    pub(super) fn new() -> Self {
        let state = State {
            reads: TableSet::default(),
            meanwhile: TableSet::default(),
            running: false,
            due: true,
            ended: false,
            waker: None,
        };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// Tables were written, and what was written is committed.
    pub(super) fn touch(&self, tables: &TableSet) {
        let mut state = lock(&self.state);
        if state.running {
            state.meanwhile.extend(tables);
        } else if tables.meets(&state.reads) {
            state.due = true;
            self.wake(state);
        }
    }

    /// Something may have changed of which nobody tells.
    pub(super) fn set_due(&self) {
        let mut state = lock(&self.state);
        state.due = true;
        self.wake(state);
    }

    /// There will be no more runs.
    pub(super) fn end(&self) {
        let mut state = lock(&self.state);
        state.ended = true;
        self.wake(state);
    }

    /// A waker may do anything: it is called without the lock.
    fn wake(&self, mut state: MutexGuard<'_, State>) {
        let waker = state.waker.take();
        drop(state);
        self.changed.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Waits until a run is due, for ever if there is no time to wait until.
    pub(super) fn wait(&self, until: Option<Instant>) -> Waited {
        let mut state = lock(&self.state);
        loop {
            match (state.ended, state.due) {
                (true, _) => return Waited::Ended,
                (false, true) => return Waited::Due,
                (false, false) => {}
            }
            let Some(until) = until else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Waited::TimedOut;
            }
            state = self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// As [`wait`](Self::wait), for a task: it is woken instead.
    pub(super) fn poll(&self, context: &Context<'_>) -> Poll<bool> {
        let mut state = lock(&self.state);
        if state.ended || state.due {
            return Poll::Ready(!state.ended);
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }

    /// A run begins. What is committed from now on may be missing in it, whatever the table.
    pub(super) fn begin(&self) -> Running<'_> {
        let mut state = lock(&self.state);
        state.due = false;
        state.running = true;
        state.meanwhile.clear();
        Running { signal: self, reads: None }
    }
}

/// A run. One that fails, or panics, is due again.
pub(super) struct Running<'s> {
    signal: &'s Signal,
    reads: Option<TableSet>,
}

impl Running<'_> {
    /// The rows are there, and this is what they were read from.
    pub(super) fn succeed(mut self, reads: TableSet) {
        self.reads = Some(reads);
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        let mut state = lock(&self.signal.state);
        state.running = false;
        let meanwhile = mem::take(&mut state.meanwhile);
        match self.reads.take() {
            Some(reads) => {
                state.due |= !meanwhile.is_empty() && meanwhile.meets(&reads);
                state.reads = reads;
            }
            None => state.due = true,
        }
    }
}
