//! Transactions, and transactions within them.

mod guard;
mod hooks;
mod read;

use std::cell::{Cell, RefCell};
use std::fmt;

use crate::bracket::Bracket;
use crate::connection::Connection;
use crate::statement::Sink;
use crate::{error, statement};
pub use guard::{ReadTransactionGuard, TransactionGuard};
use hooks::{After, Hooks};
use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request, StatementList};
use orm_core::error::Error;
pub(crate) use read::QueryOnly;
pub use read::ReadTransaction;

/// What the handles of one transaction share.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// How many transactions are open within the outermost.
    depth: Cell<u32>,
    /// The error with which SQLite rolled the transaction back.
    cause: RefCell<Option<String>>,
    hooks: Hooks,
}

impl State {
    /// The outermost transaction is committed: what was asked for is done when this is dropped, after the connection was given back.
    pub(crate) fn committed(&self) {
        self.hooks.commit_when_dropped();
    }

    /// The transaction of this depth, within another one, has ended, and what it wrote is kept or not.
    fn left(&self, depth: u32, kept: bool) {
        self.depth.set(depth - 1);
        if kept {
            self.hooks.released(depth);
        } else {
            self.hooks.ended(depth, After::Rollback);
        }
    }
}

/// A transaction: [`Database::transaction`](crate::Database::transaction).
///
/// Some errors make SQLite roll the whole transaction back by itself, such as a full disk, or a conflict in a raw
/// `INSERT OR ROLLBACK`. From then on, everything that is done with the handle fails with an error for which
/// [`is_transaction_aborted`](Error::is_transaction_aborted) is true, so that nothing is written outside of a
/// transaction.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// db.transaction(|tx| {
///     let ada = tx.find::<User>(1).one()?;
///     tx.update::<Post>().set(Post::PUBLISHED.to(false)).filter(Post::AUTHOR_ID.eq(ada.id)).run()?;
///     Ok(())
/// })?;
/// assert_eq!(db.select::<Post>().filter(Post::PUBLISHED.eq(true)).count()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Transaction<'db> {
    connection: &'db Connection,
    state: &'db State,
    depth: u32,
}

impl<'db> Transaction<'db> {
    pub(crate) const fn outermost(connection: &'db Connection, state: &'db State) -> Self {
        Self { connection, state, depth: 0 }
    }

    pub(crate) const fn connection(&self) -> &'db Connection {
        self.connection
    }

    /// The same handle.
    pub(crate) const fn again(&self) -> Self {
        Self { connection: self.connection, state: self.state, depth: self.depth }
    }

    /// Runs a closure in a transaction within this one. If the closure gives an error or panics, what it wrote is
    /// rolled back, and this transaction goes on.
    ///
    /// Inside of the closure, the inner handle is used; the outer one is an error there.
    ///
    /// # Errors
    ///
    /// What the closure gives.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    /// use orm_sqlite::error::Error;
    ///
    /// let db = Database::open_in_memory()?;
    /// db.transaction(|tx| {
    ///     let inner = tx.transaction(|_inner| Err::<(), _>(Error::custom("only this")));
    ///     assert!(inner.is_err());
    ///     Ok(())
    /// })?;
    /// # Ok::<(), Error>(())
    /// ```
    #[track_caller]
    pub fn transaction<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.try_transaction(work)
    }

    /// A [`transaction`](Self::transaction) whose closure fails with an error type of the program's own.
    ///
    /// # Errors
    ///
    /// What the closure gives.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::open_in_memory()?;
    /// db.transaction(|tx| {
    ///     let inner: Result<(), Box<dyn std::error::Error>> = tx.try_transaction(|_inner| Err("only this".into()));
    ///     assert!(inner.is_err());
    ///     Ok(())
    /// })?;
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    #[track_caller]
    pub fn try_transaction<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let bracket = self.savepoint()?;
        let depth = self.depth + 1;
        let level = Level::enter(self.state, depth);
        let tx = Transaction { connection: self.connection, state: self.state, depth };
        let result = tx.finish(bracket, work(&tx));
        level.leave(result.is_ok());
        result
    }

    /// Runs a closure after the outermost transaction is committed, when its connection is free again: for a message to others that
    /// must not be sent before. Closures run in the order in which they were given.
    ///
    /// Within an inner transaction that is rolled back, it is forgotten. A panic in the closure goes on after the others have run.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// db.transaction(|tx| {
    ///     tx.delete::<Comment>().all_rows().run()?;
    ///     tx.on_commit(move || sender.send("the comments are gone").unwrap());
    ///     assert!(receiver.try_recv().is_err());
    ///     Ok(())
    /// })?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_commit(&self, work: impl FnOnce() + Send + 'static) {
        self.state.hooks.add(self.depth, After::Commit, work);
    }

    /// Runs a closure after this transaction, or one around it, is rolled back, whatever the reason: an error, a panic, or SQLite. The
    /// connection is free again by then, unless a transaction around it goes on.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicBool, Ordering};
    ///
    /// let undone = Arc::new(AtomicBool::new(false));
    /// let seen = undone.clone();
    /// let result = db.transaction(|tx| {
    ///     tx.on_rollback(move || seen.store(true, Ordering::Relaxed));
    ///     Err::<(), _>(orm_sqlite::Error::custom("not today"))
    /// });
    /// assert!(result.is_err());
    /// assert!(undone.load(Ordering::Relaxed));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_rollback(&self, work: impl FnOnce() + Send + 'static) {
        self.state.hooks.add(self.depth, After::Rollback, work);
    }

    /// Commits if the closure gave `Ok` and the transaction is still there; rolls back otherwise.
    pub(crate) fn finish<T, E: From<Error>>(&self, bracket: Bracket<'_>, result: Result<T, E>) -> Result<T, E> {
        let value = result?;
        self.check()?;
        bracket.commit().map_err(|error| self.note(error))?;
        Ok(value)
    }

    /// Within the outermost transaction, another one.
    fn savepoint(&self) -> Result<Bracket<'db>, Error> {
        self.check()?;
        Bracket::savepoint(self.connection, format!("orm_{}", self.depth + 1)).map_err(|error| self.note(error))
    }

    /// Runs statements within the transaction.
    pub(crate) fn perform(
        &self,
        statements: &mut StatementList,
        writes: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        self.check()?;
        statement::run(self.connection, statements, writes, sink).map_err(|error| self.note(error))
    }

    /// The connection, while the transaction is there.
    pub(crate) fn open_connection(&self) -> Result<&Connection, Error> {
        self.check()?;
        Ok(self.connection)
    }

    /// Refuses to go on outside of the transaction: after SQLite has rolled it back, a statement would be written at
    /// once, and a savepoint would begin a transaction of its own.
    fn check(&self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            return Err(error::aborted(self.state.cause.borrow().as_deref()));
        }
        if self.state.depth.get() != self.depth {
            return Err(Error::refused("a transaction is used while one within it is open: use the inner handle"));
        }
        self.connection.watched().check()
    }

    /// Remembers the error that ended the transaction.
    fn note(&self, error: Error) -> Error {
        self.connection.failed(&error);
        if self.connection.is_autocommit() {
            self.state.cause.borrow_mut().get_or_insert_with(|| error.to_string());
        }
        error
    }
}

/// Says, until it is dropped, that a transaction within another is open.
struct Level<'s> {
    state: &'s State,
    depth: u32,
    kept: bool,
}

impl<'s> Level<'s> {
    fn enter(state: &'s State, depth: u32) -> Self {
        state.depth.set(depth);
        Self { state, depth, kept: false }
    }

    /// It has ended, and what it wrote is kept or not.
    fn leave(mut self, kept: bool) {
        self.kept = kept;
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.state.left(self.depth, self.kept);
    }
}

#[diagnostic::do_not_recommend]
impl Engine for &Transaction<'_> {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.run_local(request)
    }

    fn limits(&self) -> Limits {
        self.connection.limits()
    }
}

#[diagnostic::do_not_recommend]
impl LocalEngine for &Transaction<'_> {
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        statement::decode(request, |statements, writes, sink| self.perform(statements, writes, sink))
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transaction").field("depth", &self.depth).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
