//! Who wants to know what a database's transactions have done.

use std::fmt;
use std::mem;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use orm_core::error::Error;

use super::commit::{ChangeKind, Commit};
use super::deliver::Queue;
use super::recorder::Event;
use super::signal::Signal;
use super::tables::{Names, TableSet};

/// What is called after a transaction has ended.
pub(super) enum Call {
    Commit(Box<dyn FnMut(&Commit) + Send>),
    Rollback(Box<dyn FnMut() + Send>),
    /// For the rows of a table.
    Change(usize, Box<dyn FnMut(ChangeKind, i64) + Send>),
}

/// A subscriber.
#[derive(Clone)]
pub(super) struct Hook {
    id: u64,
    pub(super) call: Arc<Mutex<Call>>,
}

/// A table of whose rows somebody wants to know.
struct Rows {
    name: String,
    table: usize,
    subscribers: usize,
    /// Whether the connections know.
    installed: bool,
}

impl Rows {
    const fn subscribe(&mut self) -> bool {
        self.subscribers += 1;
        self.installed
    }
}

/// Who wants to know what a database's transactions have done.
#[derive(Default)]
pub(crate) struct Publisher {
    names: Mutex<Names>,
    rows: Mutex<Vec<Rows>>,
    hooks: Mutex<Vec<Hook>>,
    watches: Mutex<Vec<Arc<Signal>>>,
    /// How many hooks and watches there are.
    listeners: AtomicUsize,
    next: AtomicU64,
    pub(super) queue: Mutex<Queue>,
    installed: AtomicBool,
    installing: Mutex<()>,
}

/// Locks what a panic leaves whole.
pub(super) fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Publisher {
    /// The number of a table.
    pub(super) fn number(&self, name: &str) -> usize {
        lock(&self.names).number(name)
    }

    pub(super) fn names(&self, set: &TableSet) -> Vec<Arc<str>> {
        lock(&self.names).of(set)
    }

    /// The number of a table of whose rows somebody wants to know.
    pub(super) fn tells_rows_of(&self, name: &str) -> Option<usize> {
        let rows = lock(&self.rows);
        rows.iter().find(|rows| rows.subscribers > 0 && rows.name.eq_ignore_ascii_case(name)).map(|rows| rows.table)
    }

    /// Whether somebody wants to know of the rows of a table, or did once: statements are prepared for it.
    pub(super) fn knows_rows_of(&self, name: &str) -> bool {
        lock(&self.rows).iter().any(|rows| rows.name.eq_ignore_ascii_case(name))
    }

    /// Installs the recorders once. Whoever has a connection may not call this.
    pub(super) fn install(&self, install: impl FnOnce() -> Result<(), Error>) -> Result<(), Error> {
        if self.is_installed() {
            return Ok(());
        }
        let _one = lock(&self.installing);
        if !self.is_installed() {
            install()?;
            self.installed.store(true, Ordering::Release);
        }
        Ok(())
    }

    pub(super) fn is_installed(&self) -> bool {
        self.installed.load(Ordering::Acquire)
    }

    pub(super) fn subscribe(&self, call: Call) -> u64 {
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        lock(&self.hooks).push(Hook { id, call: Arc::new(Mutex::new(call)) });
        self.listeners.fetch_add(1, Ordering::SeqCst);
        id
    }

    /// A subscriber wants no more. What it has captured is dropped without a lock, because that may be anything.
    pub(super) fn unsubscribe(&self, id: u64) {
        let ended: Vec<Hook> = lock(&self.hooks).extract_if(.., |hook| hook.id == id).collect();
        self.listeners.fetch_sub(ended.len(), Ordering::SeqCst);
    }

    /// Somebody wants to know of the rows of a table: gives its number. The first who does has the connections `install`ed for it. Whoever
    /// has a connection may not call this.
    pub(super) fn add_rows(&self, name: &str, install: impl FnOnce() -> Result<(), Error>) -> Result<usize, Error> {
        let table = self.number(name);
        let _one = lock(&self.installing);
        // Known before statements are prepared again, because SQLite asks for it then.
        let installed = {
            let mut rows = lock(&self.rows);
            if let Some(known) = rows.iter_mut().find(|rows| rows.table == table) {
                known.subscribe()
            } else {
                rows.push(Rows { name: name.to_owned(), table, subscribers: 1, installed: false });
                false
            }
        };
        if !installed {
            install().inspect_err(|_| self.remove_rows(table))?;
            lock(&self.rows).iter_mut().filter(|rows| rows.table == table).for_each(|rows| rows.installed = true);
        }
        Ok(table)
    }

    pub(super) fn remove_rows(&self, table: usize) {
        if let Some(rows) = lock(&self.rows).iter_mut().find(|rows| rows.table == table) {
            rows.subscribers -= 1;
        }
    }

    /// Those who are subscribed at this moment.
    pub(super) fn hooks(&self) -> Vec<Hook> {
        lock(&self.hooks).clone()
    }

    pub(super) fn add_watch(&self, signal: &Arc<Signal>) {
        lock(&self.watches).push(signal.clone());
        self.listeners.fetch_add(1, Ordering::SeqCst);
    }

    pub(super) fn remove_watch(&self, signal: &Arc<Signal>) {
        // It is not there any more after the end.
        let ended = lock(&self.watches).extract_if(.., |other| Arc::ptr_eq(other, signal)).count();
        self.listeners.fetch_sub(ended, Ordering::SeqCst);
    }

    /// Puts what a connection has done into the row of what is to be told, in the order in which it was committed: the connection is not
    /// given back yet. Gives the tables to [`tell`](Self::tell) of then.
    pub(crate) fn enqueue(&self, events: Vec<Event>) -> Option<Box<TableSet>> {
        if events.is_empty() || self.listeners.load(Ordering::SeqCst) == 0 {
            return None;
        }
        let mut touched = Box::<TableSet>::default();
        for event in &events {
            if let Event::Committed { tables, .. } = event {
                touched.extend(tables);
            }
        }
        if !lock(&self.hooks).is_empty() {
            lock(&self.queue).extend(events);
        }
        Some(touched)
    }

    /// Tells of what was committed, after the connection was given back.
    pub(crate) fn tell(self: &Arc<Self>, touched: &TableSet) {
        if !touched.is_empty() {
            let watches = lock(&self.watches).clone();
            for watch in watches {
                watch.touch(touched);
            }
        }
        self.deliver();
    }

    /// The database is closed: whoever waits for it waits in vain.
    pub(crate) fn end(&self) {
        let watches = mem::take(&mut *lock(&self.watches));
        self.listeners.fetch_sub(watches.len(), Ordering::SeqCst);
        for watch in watches {
            watch.end();
        }
    }
}

impl fmt::Debug for Publisher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Publisher").field("listeners", &self.listeners).finish_non_exhaustive()
    }
}
