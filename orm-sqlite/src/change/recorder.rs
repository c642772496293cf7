//! What a connection reads and writes.

use std::mem;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use orm_core::error::Error;
use rusqlite::hooks::{Action, Authorization};

use super::authorize;
use super::commit::ChangeKind;
use super::publisher::Publisher;
use super::tables::{Savepoint, TableSet, Tables};
use crate::connection::{Connection, Role};
use crate::error;

/// What a connection reads and writes, for the publisher of its database.
#[derive(Debug)]
pub(crate) struct Recorder {
    /// One that no other connection of the process has.
    id: u64,
    publisher: Arc<Publisher>,
    /// Only the thread that has the connection locks it, and SQLite on this thread.
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// What SQLite has said of the statement that it compiles, or compiles anew while it runs.
    compiled: Tables,
    /// The tables that the open transaction has written.
    written: TableSet,
    /// Whether SQLite tells of the rows that change.
    tells_rows: bool,
    /// The rows that it has changed.
    changes: Vec<Change>,
    /// The open savepoints, each with the number of changes before it.
    savepoints: Vec<(String, usize)>,
    /// Whether SQLite is about to commit.
    committing: bool,
    /// What the connection has done since it was taken.
    events: Vec<Event>,
    /// What was read, if somebody wants to know.
    reads: Option<TableSet>,
}

/// What was before a statement.
#[derive(Debug)]
pub(crate) struct Begun {
    /// How many changes.
    changes: usize,
    /// What was compiled before: also by one that runs around this one.
    around: Tables,
}

/// A row that has changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Change {
    pub(super) table: usize,
    pub(super) kind: ChangeKind,
    pub(super) rowid: i64,
}

/// How a transaction that has written ended.
#[derive(Debug)]
pub(crate) enum Event {
    Committed { tables: TableSet, changes: Changes },
    RolledBack,
}

/// The rows that a transaction has changed, in order.
#[derive(Debug)]
pub(crate) struct Changes(pub(super) Vec<Change>);

impl Recorder {
    /// Begins to record what a connection does. Its statements are prepared again, each with its tables.
    pub(super) fn install(connection: &mut Connection, publisher: &Arc<Publisher>) -> Result<(), Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let recorder = Arc::new(Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            publisher: publisher.clone(),
            state: Mutex::default(),
        });
        authorize::install(connection.driver_mut(), &recorder)?;
        if connection.role() == Role::Writer {
            let (committing, rolled_back) = (recorder.clone(), recorder.clone());
            let driver = connection.driver_mut();
            let hook = move || {
                committing.state().committing = true;
                // `true` would make it a rollback.
                false
            };
            driver.commit_hook(Some(hook)).map_err(|error| error::running(error, "commit hook"))?;
            let hook = move || rolled_back.state().roll_back();
            driver.rollback_hook(Some(hook)).map_err(|error| error::running(error, "rollback hook"))?;
        }
        connection.record_by(recorder);
        connection.statements().borrow_mut().forget();
        Ok(())
    }

    /// Begins to record which rows change. Statements that empty a table are compiled anew, so that they tell of each row.
    pub(super) fn install_rows(connection: &mut Connection) -> Result<(), Error> {
        let Some(recorder) = connection.recorder().cloned() else { return Ok(()) };
        if connection.role() == Role::Writer {
            Self::hook_rows(connection, recorder)?;
        }
        connection.statements().borrow_mut().forget();
        Ok(())
    }

    fn hook_rows(connection: &mut Connection, recorder: Arc<Self>) -> Result<(), Error> {
        recorder.state().tells_rows = true;
        let hook = move |action, database: &str, table: &str, rowid| recorder.changed(action, database, table, rowid);
        let hooked = connection.driver_mut().update_hook(Some(hook));
        hooked.map_err(|error| error::running(error, "update hook"))
    }

    /// Goes on after a migration, which has an authorizer and an update hook of its own. What it has done counts for every table, and for no row: it may
    /// have built tables anew.
    pub(crate) fn resume(connection: &mut Connection) -> Result<(), Error> {
        let Some(recorder) = connection.recorder().cloned() else { return Ok(()) };
        let tells_rows = {
            let mut state = recorder.state();
            state.forget();
            state.events.push(Event::Committed { tables: TableSet::all(), changes: Changes(Vec::new()) });
            state.tells_rows
        };
        authorize::install(connection.driver_mut(), &recorder)?;
        if tells_rows { Self::hook_rows(connection, recorder) } else { Ok(()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) const fn id(&self) -> u64 {
        self.id
    }

    /// What SQLite says of a statement while it compiles it.
    pub(super) fn compiling(&self, note: impl FnOnce(&mut Tables, &Publisher) -> Authorization) -> Authorization {
        note(&mut self.state().compiled, &self.publisher)
    }

    /// Prepares a statement, and says what it does.
    pub(crate) fn prepare<T>(&self, prepare: impl FnOnce() -> T) -> (T, Box<Tables>) {
        // A statement that runs meanwhile may have been compiled anew, and is told later.
        let running = mem::take(&mut self.state().compiled);
        let prepared = prepare();
        let tables = mem::replace(&mut self.state().compiled, running);
        (prepared, Box::new(tables))
    }

    /// A statement is about to run.
    pub(crate) fn begin(&self, tables: &Tables) -> Begun {
        let mut state = self.state();
        state.note(tables);
        Begun { changes: state.changes.len(), around: mem::take(&mut state.compiled) }
    }

    /// A statement has run, or failed.
    pub(crate) fn end(&self, connection: &rusqlite::Connection, tables: &mut Tables, begun: Begun, succeeded: bool) {
        let mut state = self.state();
        let again = mem::replace(&mut state.compiled, begun.around);
        if !again.is_empty() {
            // The schema has changed since it was prepared.
            tables.reads.extend(&again.reads);
            tables.writes.extend(&again.writes);
            state.note(&again);
        }
        if succeeded {
            if let Some(savepoint) = &tables.savepoint {
                state.follow(savepoint);
            }
        } else if state.changes.len() > begun.changes && !connection.is_autocommit() && connection.changes() == 0 {
            // SQLite has taken back what the statement did. `OR FAIL` keeps it, and counts it.
            state.changes.truncate(begun.changes);
        }
    }

    /// Looks whether a transaction has ended, after a statement that may have ended it.
    pub(crate) fn settle(&self, autocommit: bool) {
        if autocommit {
            self.state().settle();
        }
    }

    /// A table is written to by something that is no statement.
    #[cold]
    pub(crate) fn wrote(&self, table: &str) {
        let number = self.publisher.number(table);
        self.state().written.insert(number);
    }

    /// Forgets an attempt that did not get its lock, outside of any transaction: it will be made again.
    #[cold]
    pub(crate) fn forget_failed(&self) {
        let mut state = self.state();
        if matches!(state.events.last(), Some(Event::RolledBack)) {
            state.events.pop();
        }
        state.forget();
    }

    /// What the connection has done since this was asked.
    pub(crate) fn take_events(&self) -> Vec<Event> {
        mem::take(&mut self.state().events)
    }

    /// A row has changed.
    fn changed(&self, action: Action, database: &str, table: &str, rowid: i64) {
        let kind = match action {
            Action::SQLITE_INSERT => ChangeKind::Insert,
            Action::SQLITE_UPDATE => ChangeKind::Update,
            Action::SQLITE_DELETE => ChangeKind::Delete,
            _ => return,
        };
        if database == "main"
            && let Some(table) = self.publisher.tells_rows_of(table)
        {
            self.state().changes.push(Change { table, kind, rowid });
        }
    }

    /// Says what is read from now on.
    pub(super) fn begin_reads(&self) {
        self.state().reads = Some(TableSet::default());
    }

    /// What was read. Everything, if nobody knows.
    pub(super) fn end_reads(&self) -> TableSet {
        self.state().reads.take().unwrap_or(TableSet::all())
    }
}

impl State {
    fn note(&mut self, tables: &Tables) {
        self.written.extend(&tables.writes);
        if let Some(reads) = &mut self.reads {
            reads.extend(&tables.reads);
        }
    }

    /// Begins and ends savepoints as SQLite does: <https://sqlite.org/lang_savepoint.html>.
    fn follow(&mut self, savepoint: &Savepoint) {
        let of = |name: &str| self.savepoints.iter().rposition(|(open, _)| open.eq_ignore_ascii_case(name));
        match savepoint {
            Savepoint::Begin(name) => self.savepoints.push((name.clone(), self.changes.len())),
            Savepoint::Release(name) => {
                let kept = of(name).unwrap_or(0);
                self.savepoints.truncate(kept);
            }
            Savepoint::RollBack(name) => {
                let at = of(name);
                if let Some(at) = at {
                    self.changes.truncate(self.savepoints[at].1);
                    self.savepoints.truncate(at + 1);
                }
            }
        }
    }

    /// No transaction is open any more.
    fn settle(&mut self) {
        if self.committing && !(self.written.is_empty() && self.changes.is_empty()) {
            let changes = Changes(mem::take(&mut self.changes));
            self.events.push(Event::Committed { tables: self.written.clone(), changes });
        }
        self.forget();
    }

    /// SQLite has rolled the transaction back, or the one of a statement.
    fn roll_back(&mut self) {
        if !self.written.is_empty() {
            self.events.push(Event::RolledBack);
        }
        self.forget();
    }

    fn forget(&mut self) {
        self.committing = false;
        self.written.clear();
        self.changes.clear();
        self.savepoints.clear();
    }
}
