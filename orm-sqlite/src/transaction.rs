//! Transactions, and transactions within them.

use std::cell::{Cell, RefCell};
use std::fmt;

use crate::bracket::Bracket;
use crate::connection::Connection;
use crate::statement::Sink;
use crate::{error, statement};
use orm_core::engine::{Decoder, Engine, LocalEngine, Request, StatementList};
use orm_core::error::Error;

/// What the handles of one transaction share.
#[derive(Debug, Default)]
pub(crate) struct State {
    /// How many transactions are open within the outermost.
    depth: Cell<u32>,
    /// The error with which SQLite rolled the transaction back.
    cause: RefCell<Option<String>>,
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
    pub fn try_transaction<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.check()?;
        let depth = self.depth + 1;
        let bracket = Bracket::savepoint(self.connection, format!("orm_{depth}")).map_err(|error| self.note(error))?;
        let _level = Level::enter(&self.state.depth, depth);
        let tx = Transaction { connection: self.connection, state: self.state, depth };
        tx.finish(bracket, work(&tx))
    }

    /// Commits if the closure gave `Ok` and the transaction is still there; rolls back otherwise.
    pub(crate) fn finish<T, E: From<Error>>(&self, bracket: Bracket<'_>, result: Result<T, E>) -> Result<T, E> {
        let value = result?;
        self.check()?;
        bracket.commit().map_err(|error| self.note(error))?;
        Ok(value)
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

    /// Refuses to go on outside of the transaction: after SQLite has rolled it back, a statement would be written at
    /// once, and a savepoint would begin a transaction of its own.
    fn check(&self) -> Result<(), Error> {
        if self.connection.is_autocommit() {
            return Err(error::aborted(self.state.cause.borrow().as_deref()));
        }
        if self.state.depth.get() != self.depth {
            return Err(Error::refused("a transaction is used while one within it is open: use the inner handle"));
        }
        Ok(())
    }

    /// Remembers the error that ended the transaction.
    fn note(&self, error: Error) -> Error {
        if self.connection.is_autocommit() {
            self.state.cause.borrow_mut().get_or_insert_with(|| error.to_string());
        }
        error
    }
}

/// Says, until it is dropped, that a transaction within another is open.
struct Level<'s> {
    depth: &'s Cell<u32>,
    outer: u32,
}

impl<'s> Level<'s> {
    fn enter(depth: &'s Cell<u32>, inner: u32) -> Self {
        Self { depth, outer: depth.replace(inner) }
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.depth.set(self.outer);
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

/// A transaction that only reads: [`Database::read_transaction`](crate::Database::read_transaction).
///
/// It has the methods of [`Read`](crate::Read) and none that writes; SQLite refuses a raw statement that does.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let (users, posts) = db.read_transaction(|tx| Ok((tx.select::<User>().count()?, tx.select::<Post>().count()?)))?;
/// assert_eq!((users, posts), (3, 3));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct ReadTransaction<'db>(Transaction<'db>);

impl<'db> ReadTransaction<'db> {
    pub(crate) const fn new(inner: Transaction<'db>) -> Self {
        Self(inner)
    }

    pub(crate) const fn inner(&self) -> &Transaction<'db> {
        &self.0
    }

    pub(crate) fn finish<T>(&self, bracket: Bracket<'_>, result: Result<T, Error>) -> Result<T, Error> {
        self.0.finish(bracket, result)
    }
}

#[diagnostic::do_not_recommend]
impl Engine for &ReadTransaction<'_> {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.0.run(request)
    }
}

#[diagnostic::do_not_recommend]
impl LocalEngine for &ReadTransaction<'_> {
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        self.0.run_local(request)
    }
}

impl fmt::Debug for ReadTransaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadTransaction")
    }
}

/// The connection refuses every write until this is dropped.
#[derive(Debug)]
pub(crate) struct QueryOnly<'c> {
    connection: &'c Connection,
    /// Whether it did so before: a database that is opened read-only.
    always: bool,
}

impl<'c> QueryOnly<'c> {
    pub(crate) fn set(connection: &'c Connection) -> Result<Self, Error> {
        let always = connection
            .pragma_query_value(None, "query_only", |row| row.get(0))
            .map_err(|error| error::preparing(error, "PRAGMA query_only"))?;
        switch(connection, "PRAGMA query_only = 1")?;
        Ok(Self { connection, always })
    }
}

impl Drop for QueryOnly<'_> {
    fn drop(&mut self) {
        if self.always {
            return;
        }
        // An error can only mean that the connection is out of memory, and then the next statement says so.
        let _ = switch(self.connection, "PRAGMA query_only = 0");
    }
}

/// A pragma takes effect while it is prepared, so that a cached one would do nothing.
fn switch(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.execute_batch(sql).map_err(|error| error::preparing(error, sql))
}

#[cfg(test)]
mod tests;
