//! One type for all handles.

use std::fmt;

use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request, StatementList};
use orm_core::error::Error;

use super::{Read, Write};
use crate::database::Database;
use crate::deadline::{Bounded, Watch};
use crate::statement::{self, Sink};
use crate::transaction::{ReadTransaction, ReadTransactionGuard, Transaction, TransactionGuard};

/// Any of the handles, as an engine.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::Access;
/// use orm_sqlite::query::Select;
///
/// let users: Select<User, Access<'_>, User> = db.select::<User>();
/// assert_eq!(users.count()?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Clone, Copy)]
pub struct Access<'db>(Handle<'db>);

#[derive(Clone, Copy)]
enum Handle<'db> {
    Database(&'db Database),
    Transaction(&'db Transaction<'db>),
    ReadTransaction(&'db ReadTransaction<'db>),
    Guard(&'db TransactionGuard<'db>),
    ReadGuard(&'db ReadTransactionGuard<'db>),
    Bounded(&'db Bounded<'db>),
}

#[diagnostic::do_not_recommend]
impl Engine for Access<'_> {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.run_local(request)
    }

    fn limits(&self) -> Limits {
        match self.0 {
            Handle::Database(db) => Engine::limits(&db),
            Handle::Transaction(tx) => tx.limits(),
            Handle::ReadTransaction(tx) => tx.limits(),
            Handle::Guard(tx) => Engine::limits(&&tx.handle()),
            Handle::ReadGuard(tx) => Engine::limits(&&tx.handle()),
            Handle::Bounded(bounded) => bounded.on().limits(),
        }
    }
}

#[diagnostic::do_not_recommend]
impl LocalEngine for Access<'_> {
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        statement::decode(request, |statements, writes, sink| self.perform(statements, writes, sink))
    }
}

impl Access<'_> {
    fn perform(self, statements: &mut StatementList, writes: bool, sink: &mut dyn Sink) -> Result<(), Error> {
        match self.0 {
            Handle::Database(db) => db.perform(statements, writes, sink),
            Handle::Transaction(tx) => tx.perform(statements, writes, sink),
            Handle::ReadTransaction(tx) => tx.inner().perform(statements, writes, sink),
            Handle::Guard(tx) => tx.handle().perform(statements, writes, sink),
            Handle::ReadGuard(tx) => tx.handle().perform(statements, writes, sink),
            Handle::Bounded(bounded) => bounded.perform(statements, writes, sink),
        }
    }
}

/// What a bounded handle needs of the one below.
impl<'db> Access<'db> {
    pub(crate) const fn of_bounded(bounded: &'db Bounded<'db>) -> Self {
        Self(Handle::Bounded(bounded))
    }

    pub(crate) const fn bounded(self) -> Option<&'db Bounded<'db>> {
        if let Handle::Bounded(bounded) = self.0 { Some(bounded) } else { None }
    }

    pub(crate) const fn database(self) -> Option<&'db Database> {
        if let Handle::Database(db) = self.0 { Some(db) } else { None }
    }

    pub(crate) fn transaction(self) -> Option<Transaction<'db>> {
        match self.0 {
            Handle::Transaction(tx) => Some(tx.again()),
            Handle::Guard(tx) => Some(tx.handle()),
            _ => None,
        }
    }

    pub(crate) fn perform_within(
        self,
        watch: Watch,
        statements: &mut StatementList,
        writes: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        match self.0 {
            Handle::Database(db) => db.perform_within(watch, statements, writes, sink),
            Handle::Transaction(tx) => tx.perform_within(watch, statements, writes, sink),
            Handle::ReadTransaction(tx) => tx.inner().perform_within(watch, statements, writes, sink),
            Handle::Guard(tx) => tx.handle().perform_within(watch, statements, writes, sink),
            Handle::ReadGuard(tx) => tx.handle().perform_within(watch, statements, writes, sink),
            Handle::Bounded(bounded) => bounded.on().perform_within(watch, statements, writes, sink),
        }
    }
}

impl fmt::Debug for Access<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Handle::Database(db) => db.fmt(f),
            Handle::Transaction(tx) => tx.fmt(f),
            Handle::ReadTransaction(tx) => tx.fmt(f),
            Handle::Guard(tx) => tx.fmt(f),
            Handle::ReadGuard(tx) => tx.fmt(f),
            Handle::Bounded(bounded) => bounded.fmt(f),
        }
    }
}

impl Read for Database {
    fn engine(&self) -> Access<'_> {
        Access(Handle::Database(self))
    }
}

impl Read for Transaction<'_> {
    fn engine(&self) -> Access<'_> {
        Access(Handle::Transaction(self))
    }
}

impl Read for ReadTransaction<'_> {
    fn engine(&self) -> Access<'_> {
        Access(Handle::ReadTransaction(self))
    }
}

impl Read for TransactionGuard<'_> {
    fn engine(&self) -> Access<'_> {
        Access(Handle::Guard(self))
    }
}

impl Read for ReadTransactionGuard<'_> {
    fn engine(&self) -> Access<'_> {
        Access(Handle::ReadGuard(self))
    }
}

impl Write for TransactionGuard<'_> {
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        self.try_transaction(work)
    }
}

impl Write for Database {
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        self.try_transaction(work)
    }
}

impl Write for Transaction<'_> {
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        self.try_transaction(work)
    }
}
