//! Connections that stand in for each other, and the queue in front of them.
//!
//! Whoever comes first is served first. While nobody waits, a connection costs one compare-and-swap to take and one to give
//! back; the queue is looked at only when somebody stands in it.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use super::holder::{Held, Holder};
use crate::connection::{Connection, Role};

/// No thread.
const NOBODY: u64 = 0;

/// How often somebody who waits looks whether a deadline or a cancellation of their own has come.
const LOOK: Duration = Duration::from_millis(10);

/// Connections of one kind.
#[derive(Debug)]
pub(super) struct Lane {
    pub(super) role: Role,
    slots: Box<[Slot]>,
    waiting: AtomicUsize,
    queue: Mutex<VecDeque<Arc<Thread>>>,
}

/// A place for a connection.
#[derive(Debug)]
pub(super) struct Slot {
    /// `None` until somebody needs it, and after it was thrown away.
    connection: Mutex<Option<Connection>>,
    owner: AtomicU64,
    /// Whether whoever takes it must look at it first.
    pub(super) attention: AtomicBool,
    /// How often it was taken: whether somebody has it still. Written by who has the connection.
    taken: AtomicU64,
    /// Who has it, if they said so.
    pub(super) holder: Held,
}

impl Slot {
    fn new(connection: Option<Connection>) -> Self {
        Self {
            attention: AtomicBool::new(connection.is_none()),
            connection: Mutex::new(connection),
            owner: AtomicU64::new(NOBODY),
            taken: AtomicU64::new(0),
            holder: Held::default(),
        }
    }

    #[inline]
    fn try_take(&self, thread: u64) -> Option<Taken<'_>> {
        let connection = match self.connection.try_lock() {
            Ok(connection) => connection,
            // A thread that panicked left no transaction open: its checkout rolled back.
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        self.owner.store(thread, Ordering::Relaxed);
        self.taken.store(self.taken.load(Ordering::Relaxed).wrapping_add(1), Ordering::Relaxed);
        Some(Taken { connection, slot: self })
    }

    #[inline]
    pub(super) fn leave(&self) {
        self.owner.store(NOBODY, Ordering::Relaxed);
    }
}

/// A connection that was taken, or the place where one is to be opened.
#[derive(Debug)]
pub(super) struct Taken<'lane> {
    pub(super) connection: MutexGuard<'lane, Option<Connection>>,
    pub(super) slot: &'lane Slot,
}

/// Nobody gave a connection back in time.
#[derive(Debug)]
pub(super) struct Exhausted {
    pub(super) waited: Duration,
    /// Who has the connection that was taken the longest ago.
    pub(super) holder: Option<Holder>,
}

impl Lane {
    pub(super) fn new(role: Role, first: Option<Connection>, size: usize) -> Self {
        let slots = std::iter::once(first).chain(std::iter::repeat_with(|| None)).take(size).map(Slot::new);
        Self { role, slots: slots.collect(), waiting: AtomicUsize::new(0), queue: Mutex::new(VecDeque::new()) }
    }

    pub(super) const fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// How many threads wait.
    pub(super) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// How many connections somebody has.
    pub(super) fn in_use(&self) -> usize {
        self.slots.iter().filter(|slot| slot.owner.load(Ordering::Relaxed) != NOBODY).count()
    }

    /// Whether the thread has one of the connections.
    #[inline]
    pub(super) fn is_held_by(&self, thread: u64) -> bool {
        // No other thread writes this thread's number, so what is read here needs no ordering.
        self.slots.iter().any(|slot| slot.owner.load(Ordering::Relaxed) == thread)
    }

    /// A connection that nobody has, unless somebody waits for it.
    #[inline]
    pub(super) fn try_take(&self, thread: u64) -> Option<Taken<'_>> {
        if self.waiting.load(Ordering::Relaxed) == 0 { self.any(thread) } else { None }
    }

    /// The first in the row is the one whose pages and statements were used last.
    #[inline]
    fn any(&self, thread: u64) -> Option<Taken<'_>> {
        self.slots.iter().find_map(|slot| slot.try_take(thread))
    }

    /// Waits in the queue. `pause` says how long to sleep at most, and ends the wait early by saying nothing.
    #[cold]
    pub(super) fn wait(
        &self,
        number: u64,
        timeout: Duration,
        pause: &dyn Fn(Duration) -> Option<Duration>,
    ) -> Result<Taken<'_>, Exhausted> {
        let start = Instant::now();
        let before: Vec<u64> = self.slots.iter().map(|slot| slot.taken.load(Ordering::Relaxed)).collect();
        let ticket = Arc::new(thread::current());
        self.queue().push_back(ticket.clone());
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let place = Place { lane: self, ticket };
        loop {
            // Pairs with the fence of `wake`: either this sees the connection that was given back, or the other thread sees this
            // one in the queue.
            fence(Ordering::SeqCst);
            if place.is_first()
                && let Some(taken) = self.any(number)
            {
                return Ok(taken);
            }
            let waited = start.elapsed();
            let longest = LOOK.min(timeout.saturating_sub(waited));
            match pause(longest) {
                Some(pause) if !longest.is_zero() => thread::park_timeout(pause),
                _ => return Err(Exhausted { waited, holder: self.oldest(&before, waited) }),
            }
        }
    }

    /// Waits for one of the connections, past the queue.
    pub(super) fn wait_for<'lane>(
        &'lane self,
        slot: &'lane Slot,
        number: u64,
        timeout: Duration,
    ) -> Result<Taken<'lane>, Exhausted> {
        let start = Instant::now();
        loop {
            if let Some(taken) = slot.try_take(number) {
                return Ok(taken);
            }
            let waited = start.elapsed();
            if waited >= timeout {
                return Err(Exhausted { waited, holder: self.oldest(&[], waited) });
            }
            thread::park_timeout(LOOK.min(timeout.saturating_sub(waited)));
        }
    }

    /// Wakes who waits longest, after a connection was given back.
    #[inline]
    pub(super) fn wake(&self) {
        fence(Ordering::SeqCst);
        if self.waiting.load(Ordering::Relaxed) > 0 {
            self.wake_first();
        }
    }

    #[cold]
    fn wake_first(&self) {
        if let Some(first) = self.queue().front() {
            first.unpark();
        }
    }

    fn queue(&self) -> MutexGuard<'_, VecDeque<Arc<Thread>>> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known after a wait outside of the queue.
    #[cfg(feature = "tokio")]
    pub(super) fn exhausted(&self, waited: Duration) -> Exhausted {
        Exhausted { waited, holder: self.oldest(&[], waited) }
    }

    /// Who has the connection that was taken first: one that said when, or one that has it since before the wait.
    fn oldest(&self, before: &[u64], waited: Duration) -> Option<Holder> {
        let holders = self.slots.iter().enumerate().filter_map(|(at, slot)| {
            let said = slot.holder.get();
            let same = before.get(at) == Some(&slot.taken.load(Ordering::Relaxed));
            said.or_else(|| same.then(|| Holder::of_statement(waited)))
        });
        holders.max_by_key(Holder::held_for)
    }
}

/// A place in the queue, until it is left.
struct Place<'lane> {
    lane: &'lane Lane,
    ticket: Arc<Thread>,
}

impl Place<'_> {
    fn is_first(&self) -> bool {
        self.lane.queue().front().is_some_and(|first| Arc::ptr_eq(first, &self.ticket))
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.lane.queue().retain(|ticket| !Arc::ptr_eq(ticket, &self.ticket));
        self.lane.waiting.fetch_sub(1, Ordering::SeqCst);
        // More than one connection may be free, or this one was not taken.
        self.lane.wake();
    }
}
