//! Transactions that only read.

use std::fmt;

use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request};
use orm_core::error::Error;

use super::Transaction;
use crate::bracket::Bracket;
use crate::connection::{Connection, Role};
use crate::error;

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

    fn limits(&self) -> Limits {
        self.0.connection.limits()
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
    /// Whether it did so before: a database that is opened read-only, and a connection that is for readers.
    always: bool,
}

impl<'c> QueryOnly<'c> {
    pub(crate) fn set(connection: &'c Connection) -> Result<Self, Error> {
        if connection.role() == Role::Reader {
            return Ok(Self { connection, always: true });
        }
        let always = connection
            .pragma_query_value(None, "query_only", |row| row.get(0))
            .map_err(|error| error::preparing(error, "PRAGMA query_only"))?;
        switch(connection, "PRAGMA query_only = 1")?;
        Ok(Self { connection, always })
    }
}

impl<'c> QueryOnly<'c> {
    /// Whether the connection is to write again; whoever has it must see to that.
    pub(crate) fn leave(mut self) -> bool {
        !std::mem::replace(&mut self.always, true)
    }

    /// What was left, so that it ends when this is dropped.
    pub(crate) const fn resume(connection: &'c Connection) -> Self {
        Self { connection, always: false }
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
