//! Who has a connection.
//!
//! A database has one connection that writes, and in WAL mode some that read: readers and the writer do not wait for each
//! other then (<https://sqlite.org/wal.html>). A thread has one of them at a time. It is remembered, so that a thread that
//! asks again is told at once, instead of waiting for itself.

mod checkout;
mod figures;
mod holder;
mod identity;
mod lane;

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use orm_core::error::{Condition, Error};

use crate::change::Publisher;
use crate::connection::{self, Connection, Role};
use crate::deadline::Watch;
use crate::error;
use crate::location::Location;
use crate::maintenance::{Counters, Statistics};
use crate::options::Options;
pub(crate) use checkout::Checkout;
pub use figures::PoolFigures;
pub(crate) use holder::{Holder, Readers};
use identity::Identity;
use lane::{Exhausted, Lane};

/// What the program has registered, to be done on each connection.
type Registration = Arc<dyn Fn(&mut Connection) -> Result<(), Error> + Send + Sync>;

/// The connections of a database.
pub(crate) struct Pool {
    writer: Lane,
    /// None if whoever reads takes the writer's.
    readers: Lane,
    options: Options,
    location: Location,
    /// Of a database in a file.
    identity: Option<Identity>,
    registrations: Mutex<Vec<Registration>>,
    /// Of every connection that there was.
    counters: Mutex<Vec<Arc<Counters>>>,
    publisher: Arc<Publisher>,
    closed: AtomicBool,
    /// Whether the file was found to be damaged, and nobody may write to it any more.
    damaged: AtomicBool,
}

impl Pool {
    pub(crate) fn new(writer: Connection, readers: usize, options: Options, location: Location) -> Self {
        let identity = match &location {
            Location::File(path) => Some(Identity::of(path)),
            Location::Memory => None,
        };
        let readers = Lane::new(Role::Reader, None, readers);
        options.reading.are(readers.slots().iter().map(|slot| slot.holder.clone()));
        Self {
            counters: Mutex::new(vec![writer.counters().clone()]),
            writer: Lane::new(Role::Writer, Some(writer), 1),
            readers,
            options,
            location,
            identity,
            registrations: Mutex::new(Vec::new()),
            publisher: Arc::default(),
            closed: AtomicBool::new(false),
            damaged: AtomicBool::new(false),
        }
    }

    pub(crate) const fn options(&self) -> &Options {
        &self.options
    }

    pub(crate) const fn location(&self) -> &Location {
        &self.location
    }

    /// The connection that writes, after waiting for other threads to give it back.
    #[inline]
    pub(crate) fn writer(&self) -> Result<Checkout<'_>, Error> {
        self.check_file()?;
        self.take(&self.writer, &self.readers, None)
    }

    /// A connection that reads. A write looks at the file before, and a read does not.
    #[inline]
    pub(crate) fn reader(&self) -> Result<Checkout<'_>, Error> {
        let (lane, other) = self.reading();
        self.take(lane, other, None)
    }

    /// As [`writer`](Self::writer), with bounds that hold while it waits.
    pub(crate) fn writer_within(&self, watch: &Watch) -> Result<Checkout<'_>, Error> {
        self.check_file()?;
        self.take(&self.writer, &self.readers, Some(watch))
    }

    /// As [`reader`](Self::reader), with bounds that hold while it waits.
    pub(crate) fn reader_within(&self, watch: &Watch) -> Result<Checkout<'_>, Error> {
        let (lane, other) = self.reading();
        self.take(lane, other, Some(watch))
    }

    #[inline]
    fn check_file(&self) -> Result<(), Error> {
        match &self.identity {
            Some(identity) => identity.check(),
            None => Ok(()),
        }
    }

    /// The lane in which whoever reads stands, and the other one.
    #[inline]
    const fn reading(&self) -> (&Lane, &Lane) {
        if self.readers.slots().is_empty() { (&self.writer, &self.readers) } else { (&self.readers, &self.writer) }
    }

    /// A connection of one lane, for a thread that has none of the other.
    #[inline]
    fn take<'pool>(
        &'pool self,
        lane: &'pool Lane,
        other: &Lane,
        watch: Option<&Watch>,
    ) -> Result<Checkout<'pool>, Error> {
        let thread = this_thread();
        // A thread that has the only connection of a lane does not get it again, and is told so where it would wait.
        if other.is_held_by(thread) || (lane.slots().len() > 1 && lane.is_held_by(thread)) {
            return Err(in_use());
        }
        let taken = match lane.try_take(thread) {
            Some(taken) => taken,
            None => self.wait(lane, thread, watch)?,
        };
        self.ready(taken, lane)
    }

    #[inline]
    fn ready<'pool>(&'pool self, taken: lane::Taken<'pool>, lane: &'pool Lane) -> Result<Checkout<'pool>, Error> {
        let mut checkout = Checkout::new(taken, lane, self);
        if checkout.needs_attention() {
            self.attend(&mut checkout, lane)?;
        }
        Ok(checkout)
    }

    /// This thread's number, if it has no connection.
    #[inline]
    fn free_thread(&self) -> Result<u64, Error> {
        let thread = this_thread();
        if self.writer.is_held_by(thread) || self.readers.is_held_by(thread) { Err(in_use()) } else { Ok(thread) }
    }

    /// Fails if this thread has a connection.
    pub(crate) fn refuse_if_held(&self) -> Result<(), Error> {
        self.free_thread().map(drop)
    }

    /// The connection that writes, if nobody has it and nobody waits for it.
    pub(crate) fn try_writer(&self) -> Result<Option<Checkout<'_>>, Error> {
        self.check_file()?;
        let taken = self.writer.try_take(self.free_thread()?);
        taken.map(|taken| self.ready(taken, &self.writer)).transpose()
    }

    /// Who wants to know what is written.
    pub(crate) const fn publisher(&self) -> &Arc<Publisher> {
        &self.publisher
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    #[cold]
    fn wait<'pool>(
        &'pool self,
        lane: &'pool Lane,
        thread: u64,
        watch: Option<&Watch>,
    ) -> Result<lane::Taken<'pool>, Error> {
        if lane.is_held_by(thread) {
            return Err(in_use());
        }
        let pause = |longest| match watch {
            _ if self.closed.load(Ordering::Relaxed) => None,
            Some(watch) => watch.pause(longest),
            None => Some(longest),
        };
        lane.wait(thread, self.options.acquire_timeout, &pause).map_err(|exhausted| {
            if self.closed.load(Ordering::Relaxed) {
                return closed();
            }
            watch.and_then(|watch| watch.check().err()).unwrap_or_else(|| timed_out(lane, &exhausted))
        })
    }

    /// Makes what was taken a connection that can be used: opens it, ends a transaction that is left, and registers what has
    /// come since it was used.
    #[cold]
    fn attend(&self, checkout: &mut Checkout<'_>, lane: &Lane) -> Result<(), Error> {
        if self.closed.load(Ordering::Acquire) {
            return Err(closed());
        }
        if lane.role == Role::Writer && self.damaged.load(Ordering::Relaxed) {
            let message = "the database file is damaged: nothing is written to it any more".to_owned();
            return Err(error::opening(Condition::Corrupt, message));
        }
        if checkout.connection().is_none() {
            let connection = self.open(lane.role)?;
            self.counters().push(connection.counters().clone());
            checkout.put(connection);
        }
        checkout.end_transaction()?;
        // From here on, a registration asks for attention again.
        checkout.attended();
        let registrations = self.registrations().clone();
        let known = checkout.registered.get();
        for registration in registrations.iter().skip(known) {
            registration(checkout.connection_mut())?;
        }
        checkout.registered.set(registrations.len());
        Ok(())
    }

    fn open(&self, role: Role) -> Result<Connection, Error> {
        if self.location == Location::Memory {
            let message = "the connection was lost, and with it the database in memory".to_owned();
            return Err(error::opening(Condition::CannotOpen, message));
        }
        self.check_file()?;
        connection::open_another(&self.options, &self.location, role)
    }

    /// Does something on the writer's connection now, and on every other before it is used next.
    pub(crate) fn register(
        &self,
        registration: impl Fn(&mut Connection) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let mut writer = self.writer()?;
        registration(writer.connection_mut())?;
        let mut registrations = self.registrations();
        registrations.push(Arc::new(registration));
        writer.registered.set(registrations.len());
        drop(registrations);
        for slot in self.readers.slots() {
            slot.attention.store(true, Ordering::Release);
        }
        Ok(())
    }

    fn counters(&self) -> MutexGuard<'_, Vec<Arc<Counters>>> {
        self.counters.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What all connections have done, also those that are gone.
    pub(crate) fn statistics(&self) -> Statistics {
        self.counters().iter().map(|counters| counters.read()).sum()
    }

    fn registrations(&self) -> MutexGuard<'_, Vec<Registration>> {
        self.registrations.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps everybody from writing to a file that is damaged.
    pub(crate) fn set_damaged(&self) {
        self.damaged.store(true, Ordering::Relaxed);
        for slot in self.writer.slots() {
            slot.attention.store(true, Ordering::Release);
        }
    }

    /// Lets nobody in any more, waits until everybody is out, and does something with each connection as it goes.
    pub(crate) fn close(&self, timeout: Duration, mut last: impl FnMut(&Connection)) -> Result<(), Error> {
        let thread = self.free_thread()?;
        self.closed.store(true, Ordering::Release);
        self.publisher.end();
        let mut slots = Vec::new();
        for lane in [&self.readers, &self.writer] {
            for slot in lane.slots() {
                slot.attention.store(true, Ordering::Release);
                slots.push((lane, slot));
            }
        }
        for (lane, slot) in slots {
            let taken = lane.wait_for(slot, thread, timeout).map_err(|exhausted| timed_out(lane, &exhausted))?;
            let mut checkout = Checkout::new(taken, lane, self);
            if let Some(connection) = checkout.connection() {
                last(connection);
            }
            checkout.throw_away();
        }
        Ok(())
    }

    /// What a task hears that waited in vain.
    #[cfg(feature = "tokio")]
    pub(crate) fn waited_in_vain(&self, writes: bool, waited: Duration) -> Error {
        let lane = if writes || self.readers.slots().is_empty() { &self.writer } else { &self.readers };
        timed_out(lane, &lane.exhausted(waited))
    }

    pub(crate) fn figures(&self) -> PoolFigures {
        PoolFigures {
            readers: self.readers.slots().len(),
            readers_in_use: self.readers.in_use(),
            writer_in_use: self.writer.in_use() > 0,
            waiting: self.readers.waiting() + self.writer.waiting(),
        }
    }
}

/// Whoever waits for a commit would wait for ever.
impl Drop for Pool {
    fn drop(&mut self) {
        self.publisher.end();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("writer", &self.writer).field("readers", &self.readers).finish_non_exhaustive()
    }
}

#[cold]
fn in_use() -> Error {
    Error::refused(
        "the database is in use by this thread already: inside of a transaction use its handle, and inside of \
         `for_each` gather the rows first",
    )
}

#[cold]
pub(crate) fn closed() -> Error {
    error::opening(Condition::Closed, "the database is closed".to_owned())
}

#[cold]
fn timed_out(lane: &Lane, exhausted: &Exhausted) -> Error {
    let waited = exhausted.waited.as_millis();
    let size = lane.slots().len();
    let connections = if size == 1 { "the connection".to_owned() } else { format!("one of {size} connections") };
    let holder = exhausted.holder.as_ref().map_or_else(String::new, |holder| format!("; held by {holder}"));
    error::opening(Condition::PoolTimeout, format!("waited {waited} ms for {connections}{holder}"))
}

/// A number that no other thread has. `ThreadId` has one too, but does not give it.
#[inline]
fn this_thread() -> u64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    thread_local! {
        static NUMBER: u64 = NEXT.fetch_add(1, Ordering::Relaxed);
    }
    NUMBER.with(|number| *number)
}
