//! A connection in the hands of a thread.

use std::ops::Deref;
use std::sync::atomic::Ordering;

use orm_core::error::Error;

use super::lane::{Lane, Taken};
use super::{Holder, Pool};
use crate::change::TableSet;
use crate::connection::{Condition, Connection, Role};
use crate::error;
use crate::location::Location;

/// A connection that this thread has until it drops it.
#[derive(Debug)]
pub(crate) struct Checkout<'pool> {
    /// Given back before the next in the queue is woken: fields are dropped in order.
    taken: Taken<'pool>,
    _queue: Queue<'pool>,
    /// Tells when the connection is free again.
    told: Told<'pool>,
}

/// Tells of what was committed, when it is dropped.
#[derive(Debug)]
struct Told<'pool> {
    pool: &'pool Pool,
    touched: Option<Box<TableSet>>,
}

impl Drop for Told<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(touched) = self.touched.take() {
            self.pool.publisher().tell(&touched);
        }
    }
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
        Self { taken, _queue: Queue(lane), told: Told { pool, touched: None } }
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
        self.taken.slot.holder.set(holder);
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
        self.connection_mut().driver_mut()
    }

    /// The connection, to register something on it.
    pub(crate) fn connection_mut(&mut self) -> &mut Connection {
        match self.taken.connection.as_mut() {
            Some(connection) => connection,
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
            if is_open || connection.condition() != Condition::Good || connection.recorder().is_some() {
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
        self.observed().ended();
        if self.role() == Role::Writer {
            self.gather();
        }
        match (self.condition(), ended) {
            (Condition::Good | Condition::Said, Ok(())) => {
                self.set_holder(None);
                self.forget();
            }
            _ => self.give_up(),
        }
    }

    /// Puts what was committed into the queue of what is to be told, before anybody else can commit.
    fn gather(&mut self) {
        if let Some(recorder) = self.recorder() {
            recorder.settle(self.is_autocommit());
            let events = recorder.take_events();
            self.told.touched = self.told.pool.publisher().enqueue(events);
        }
    }

    /// A connection that cannot be rolled back is closed, which rolls back. A database in memory would go with it, so whoever has
    /// it next tries again.
    #[cold]
    fn give_up(&mut self) {
        if self.condition() == Condition::Damaged {
            self.told.pool.set_damaged();
        }
        self.set_holder(None);
        if *self.told.pool.location() == Location::Memory
            && matches!(self.condition(), Condition::Good | Condition::Said)
        {
            self.forget();
            self.taken.slot.attention.store(true, Ordering::Release);
        } else {
            self.throw_away();
        }
    }
}
