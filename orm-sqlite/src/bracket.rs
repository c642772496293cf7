//! A transaction or a savepoint that is rolled back unless it is committed.

mod bury;

use std::borrow::Cow;

use crate::connection::Connection;
use crate::patience::patiently;
use crate::{error, statement};
pub(crate) use bury::bury;
use orm_core::error::Error;

/// What a transaction takes at once: <https://sqlite.org/lang_transaction.html>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::Behavior;
///
/// let before = db.transaction_with(Behavior::Exclusive, |tx| tx.select::<User>().count())?;
/// assert_eq!(before, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Behavior {
    /// The write lock: `BEGIN IMMEDIATE`. Nobody else writes until the end, so that what is read stays true.
    #[default]
    Immediate,
    /// The write lock, and outside of WAL mode nobody else reads either: `BEGIN EXCLUSIVE`.
    Exclusive,
    /// Nothing until the first statement, which takes what it needs: `BEGIN DEFERRED`. If it reads, and another connection
    /// writes before this one does, the write fails with an error for which
    /// [`is_retryable`](crate::error::Error::is_retryable) is true, however long the busy timeout: the whole transaction has to
    /// start again.
    Deferred,
}

impl Behavior {
    const fn begin(self) -> &'static str {
        match self {
            Self::Immediate => "BEGIN IMMEDIATE",
            Self::Exclusive => "BEGIN EXCLUSIVE",
            Self::Deferred => "BEGIN DEFERRED",
        }
    }
}

/// What is open on a connection until it is committed, or dropped, which rolls it back: on an error and on a panic.
#[derive(Debug)]
pub(crate) struct Bracket<'c> {
    connection: &'c Connection,
    open: Option<Opened>,
}

/// What was opened, without the connection.
#[derive(Debug, Clone)]
pub(crate) enum Opened {
    Transaction,
    /// With its name.
    Savepoint(Cow<'static, str>),
}

impl<'c> Bracket<'c> {
    /// A transaction.
    pub(crate) fn begin(connection: &'c Connection, behavior: Behavior) -> Result<Self, Error> {
        match behavior {
            Behavior::Deferred => statement::control(connection, behavior.begin())?,
            _ => patiently(connection, || statement::control(connection, behavior.begin()))?,
        }
        Ok(Self::resume(connection, Opened::Transaction))
    }

    /// A transaction that reads: one snapshot for all of its statements.
    pub(crate) fn deferred(connection: &'c Connection) -> Result<Self, Error> {
        Self::begin(connection, Behavior::Deferred)
    }

    /// A transaction that writes. It takes the write lock at once: one that reads first and takes it later would fail
    /// whenever another connection has written in between (<https://sqlite.org/lang_transaction.html>).
    pub(crate) fn immediate(connection: &'c Connection) -> Result<Self, Error> {
        Self::begin(connection, Behavior::Immediate)
    }

    /// A transaction within one.
    pub(crate) fn savepoint(connection: &'c Connection, name: impl Into<Cow<'static, str>>) -> Result<Self, Error> {
        let name = name.into();
        statement::control(connection, &format!("SAVEPOINT {name}"))?;
        Ok(Self::resume(connection, Opened::Savepoint(name)))
    }

    /// What is left open, to be resumed. Whoever has it must do that.
    pub(crate) fn leave_open(mut self) -> Option<Opened> {
        self.open.take()
    }

    /// What was left open.
    pub(crate) const fn resume(connection: &'c Connection, opened: Opened) -> Self {
        Self { connection, open: Some(opened) }
    }

    /// Keeps what was written. If that fails, nothing is kept.
    pub(crate) fn commit(self) -> Result<(), Error> {
        let connection = self.connection;
        let is_outermost = matches!(self.open, Some(Opened::Transaction));
        self.commit_once().map_err(|error| {
            // A lock of somebody else leaves nothing in the WAL, and neither does a constraint that is looked at last.
            if is_outermost && error.is_storage_failure() { stay_undone(connection, error) } else { error }
        })
    }

    /// Without a look at what a commit that failed has left.
    fn commit_once(mut self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            self.open = None;
            return Err(error::aborted(None));
        }
        match &self.open {
            Some(Opened::Savepoint(name)) => statement::control(self.connection, &format!("RELEASE {name}"))?,
            _ => statement::control(self.connection, "COMMIT")?,
        }
        self.open = None;
        Ok(())
    }
}

/// After a commit that failed because of the disk, makes its error say so if nobody knows what is kept.
#[cold]
pub(crate) fn stay_undone(connection: &Connection, error: Error) -> Error {
    if !connection.is_autocommit() || bury(connection).is_ok() { error } else { error::unknown(error) }
}

impl Bracket<'_> {
    /// Takes back what was written.
    pub(crate) fn roll_back(mut self) -> Result<(), Error> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Error> {
        let Some(opened) = self.open.take() else { return Ok(()) };
        // SQLite may have rolled back by itself, and then there is nothing to roll back.
        if self.connection.is_autocommit() {
            return Ok(());
        }
        match opened {
            Opened::Transaction => statement::control(self.connection, "ROLLBACK"),
            Opened::Savepoint(name) => statement::control(self.connection, &format!("ROLLBACK TO {name}"))
                .and_then(|()| statement::control(self.connection, &format!("RELEASE {name}"))),
        }
    }
}

impl Drop for Bracket<'_> {
    fn drop(&mut self) {
        // An error here has nowhere to go: the checkout looks again before anybody else gets the connection.
        let _ = self.end();
    }
}
