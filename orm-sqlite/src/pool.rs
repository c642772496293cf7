//! Who has the connection.
//!
//! A database has one connection, which one thread at a time checks out; more connections for readers would live here
//! too. The thread that has it is remembered, so that it is told at once when it asks again, instead of waiting for
//! itself.

use std::ops::Deref;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::connection::Connection;
use crate::error;
use orm_core::error::Error;

/// No thread.
const NOBODY: u64 = 0;

/// The connections of a database.
#[derive(Debug)]
pub(crate) struct Pool {
    connection: Mutex<Connection>,
    owner: AtomicU64,
    /// Whether a transaction was left open that could not be rolled back. Read and written by who has the connection.
    open: AtomicBool,
    /// Whether the connection has lost its settings, and nobody may have it any more.
    discarded: AtomicBool,
}

impl Pool {
    pub(crate) const fn new(connection: Connection) -> Self {
        Self {
            connection: Mutex::new(connection),
            owner: AtomicU64::new(NOBODY),
            open: AtomicBool::new(false),
            discarded: AtomicBool::new(false),
        }
    }

    /// The connection, after waiting for other threads to give it back.
    #[inline]
    pub(crate) fn checkout(&self) -> Result<Checkout<'_>, Error> {
        let thread = this_thread();
        // No other thread writes this thread's number, so what is read here needs no ordering.
        if self.owner.load(Ordering::Relaxed) == thread {
            return Err(in_use());
        }
        // A thread that panicked left no transaction open: its checkout rolled back.
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        self.owner.store(thread, Ordering::Relaxed);
        let checkout = Checkout { connection, pool: self };
        if self.discarded.load(Ordering::Relaxed) {
            return Err(Error::refused(
                "the settings of the connection could not be restored: open the database again",
            ));
        }
        if self.open.load(Ordering::Relaxed) {
            checkout.roll_back()?;
            self.open.store(false, Ordering::Relaxed);
        }
        Ok(checkout)
    }
}

#[cold]
fn in_use() -> Error {
    Error::refused(
        "the database is in use by this thread already: inside of a transaction use its handle, and inside of \
         `for_each` gather the rows first",
    )
}

/// A number that no other thread has. `ThreadId` has one too, but does not give it.
#[inline]
fn this_thread() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(NOBODY + 1);
    thread_local! {
        static NUMBER: u64 = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.with(|number| *number)
}

/// A connection that this thread has until it drops it.
#[derive(Debug)]
pub(crate) struct Checkout<'pool> {
    connection: MutexGuard<'pool, Connection>,
    pool: &'pool Pool,
}

impl Checkout<'_> {
    /// Rolls back what is open, if anything is.
    #[inline]
    pub(crate) fn end_transaction(&self) -> Result<(), Error> {
        if self.is_autocommit() { Ok(()) } else { self.roll_back() }
    }

    #[cold]
    fn roll_back(&self) -> Result<(), Error> {
        if self.is_autocommit() {
            return Ok(());
        }
        self.execute_batch("ROLLBACK").map_err(|error| error::running(error, "ROLLBACK"))
    }
}

impl Checkout<'_> {
    /// The driver's connection, for hooks.
    pub(crate) fn driver_mut(&mut self) -> &mut rusqlite::Connection {
        self.connection.driver_mut()
    }

    /// Keeps everybody else from the connection, whose settings are not known any more.
    pub(crate) fn discard(&self) {
        self.pool.discarded.store(true, Ordering::Relaxed);
    }
}

impl Deref for Checkout<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        &self.connection
    }
}

impl Drop for Checkout<'_> {
    /// No connection goes back in a transaction. If the rollback fails, the next checkout tries again, and says so.
    #[inline]
    fn drop(&mut self) {
        if self.end_transaction().is_err() {
            self.pool.open.store(true, Ordering::Relaxed);
        }
        self.pool.owner.store(NOBODY, Ordering::Relaxed);
    }
}
