//! A connection in the hands of a thread.

use std::ops::Deref;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use orm_core::error::Error;

use super::lane::{Lane, Taken};
use super::{Holder, Pool};
use crate::connection::{Condition, Connection};
use crate::error;
use crate::location::Location;

/// A connection that this thread has until it drops it.
#[derive(Debug)]
pub(crate) struct Checkout<'pool> {
    /// Given back before the next in the queue is woken: fields are dropped in order.
    taken: Taken<'pool>,
    _queue: Queue<'pool>,
    pool: &'pool Pool,
}

/// Wakes who waits, when it is dropped.
#[derive(Debug)]
struct Queue<'pool>(&'pool Lane);

impl Drop for Queue<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.wake();
    }
}

impl<'pool> Checkout<'pool> {
    #[inline]
    pub(super) const fn new(taken: Taken<'pool>, lane: &'pool Lane, pool: &'pool Pool) -> Self {
        Self { taken, _queue: Queue(lane), pool }
    }

    #[inline]
    pub(super) fn needs_attention(&self) -> bool {
        self.taken.slot.attention.load(Ordering::Acquire)
    }

    pub(super) fn attended(&self) {
        self.taken.slot.attention.store(false, Ordering::Release);
    }

    pub(super) fn connection(&self) -> Option<&Connection> {
        self.taken.connection.as_ref()
    }

    pub(super) fn put(&mut self, connection: Connection) {
        *self.taken.connection = Some(connection);
    }

    /// Closes the connection. The next who takes the place opens another.
    pub(super) fn throw_away(&mut self) {
        self.taken.slot.attention.store(true, Ordering::Release);
        *self.taken.connection = None;
    }

    /// Says who has the connection, for whoever waits for it.
    pub(crate) fn say(&self, holder: Holder) {
        self.set_holder(Some(holder));
        self.said();
    }

    fn set_holder(&self, holder: Option<Holder>) {
        *self.taken.slot.holder.lock().unwrap_or_else(PoisonError::into_inner) = holder;
    }

    /// Rolls back what is open, if anything is.
    #[inline]
    pub(crate) fn end_transaction(&self) -> Result<(), Error> {
        if self.is_autocommit() { Ok(()) } else { self.roll_back() }
    }

    #[cold]
    fn roll_back(&self) -> Result<(), Error> {
        self.execute_batch("ROLLBACK").map_err(|error| error::running(error, "ROLLBACK"))
    }

    /// The driver's connection, for hooks.
    pub(crate) fn driver_mut(&mut self) -> &mut rusqlite::Connection {
        match self.taken.connection.as_mut() {
            Some(connection) => connection.driver_mut(),
            None => empty(),
        }
    }
}

impl Deref for Checkout<'_> {
    type Target = Connection;

    #[inline]
    fn deref(&self) -> &Connection {
        match &*self.taken.connection {
            Some(connection) => connection,
            None => empty(),
        }
    }
}

/// The pool opens a connection before it gives a checkout away.
#[cold]
fn empty() -> ! {
    unreachable!("a checkout has a connection")
}

impl Drop for Checkout<'_> {
    /// No connection goes back in a transaction, and none that is not known to be whole.
    #[inline]
    fn drop(&mut self) {
        if let Some(connection) = &*self.taken.connection {
            let is_open = !connection.is_autocommit();
            if is_open || connection.condition() != Condition::Good {
                self.settle();
            }
        }
        self.taken.slot.leave();
    }
}

impl Checkout<'_> {
    #[cold]
    fn settle(&mut self) {
        let ended = self.end_transaction();
        match (self.condition(), ended) {
            (Condition::Good | Condition::Said, Ok(())) => {
                self.set_holder(None);
                self.forget();
            }
            _ => self.give_up(),
        }
    }

    /// A connection that cannot be rolled back is closed, which rolls back. A database in memory would go with it, so whoever has
    /// it next tries again.
    #[cold]
    fn give_up(&mut self) {
        if self.condition() == Condition::Damaged {
            self.pool.set_damaged();
        }
        self.set_holder(None);
        if *self.pool.location() == Location::Memory && matches!(self.condition(), Condition::Good | Condition::Said) {
            self.forget();
            self.taken.slot.attention.store(true, Ordering::Release);
        } else {
            self.throw_away();
        }
    }
}
