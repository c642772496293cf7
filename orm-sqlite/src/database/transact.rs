//! Transactions of a database.

use std::panic::Location;
use std::thread;
use std::time::Duration;

use orm_core::error::Error;

use super::Database;
use crate::bracket::{Behavior, Bracket};
use crate::deadline::Watch;
use crate::pool::Holder;
use crate::transaction::{QueryOnly, ReadTransaction, ReadTransactionGuard, State, Transaction, TransactionGuard};

/// How long a retry waits at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_millis(1);
const LONGEST_PAUSE: Duration = Duration::from_millis(100);

impl Database {
    /// Runs a closure in a transaction that takes the write lock at once. It is committed if the closure gives `Ok`,
    /// and rolled back if it gives an error or panics.
    ///
    /// Inside of the closure, the transaction's handle is used. The database itself, or a clone of it, is an error there
    /// on the same thread; other threads wait.
    ///
    /// # Errors
    ///
    /// What the closure gives, and what SQLite fails with when the transaction begins or is committed.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    /// use orm_sqlite::error::Error;
    ///
    /// let db = Database::open_in_memory()?;
    /// let answer = db.transaction(|tx| tx.transaction(|_inner| Ok(42)))?;
    /// assert_eq!(answer, 42);
    ///
    /// let refused = db.transaction(|_tx| Err::<(), _>(Error::custom("not today")));
    /// assert_eq!(refused.unwrap_err().to_string(), "not today");
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
    /// As `transaction`.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::open_in_memory()?;
    /// let result: Result<(), Box<dyn std::error::Error>> = db.try_transaction(|_tx| Err("not today".into()));
    /// assert_eq!(result.unwrap_err().to_string(), "not today");
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    #[track_caller]
    pub fn try_transaction<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.try_transaction_with(Behavior::Immediate, work)
    }

    /// A [`transaction`](Self::transaction) that takes other locks when it begins.
    ///
    /// # Errors
    ///
    /// As `transaction`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::Behavior;
    ///
    /// let deleted = db.transaction_with(Behavior::Deferred, |tx| tx.delete::<Comment>().all_rows().run())?;
    /// assert_eq!(deleted, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn transaction_with<T>(
        &self,
        behavior: Behavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.try_transaction_with(behavior, work)
    }

    #[track_caller]
    fn try_transaction_with<T, E: From<Error>>(
        &self,
        behavior: Behavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.transaction_within(None, behavior, work)
    }

    /// A transaction under bounds, which hold from the wait for a connection to the commit.
    #[track_caller]
    pub(crate) fn transaction_within<T, E: From<Error>>(
        &self,
        watch: Option<Watch>,
        behavior: Behavior,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // Its hooks run after the connection was given back: dropped in the other order.
        let state = State::default();
        let connection = match &watch {
            None => self.0.pool.writer(),
            Some(watch) => watch.check().and_then(|()| self.0.pool.writer_within(watch)),
        };
        let caller = Location::caller();
        let connection = connection.map_err(|error| error.with_caller(caller))?;
        connection.say(Holder::transaction(caller));
        connection.observed().begun_at(caller);
        let _watching = watch.map(|watch| watch.install(&connection)).transpose()?;
        let bracket = Bracket::begin(&connection, behavior).map_err(|error| error.with_caller(caller))?;
        let tx = Transaction::outermost(&connection, &state);
        let value = tx.finish(bracket, work(&tx))?;
        state.committed();
        Ok(value)
    }

    /// Begins a transaction that takes the write lock at once, and is open until it is committed or dropped.
    ///
    /// # Errors
    ///
    /// When another process has the lock for longer than [`Options::busy_timeout`](crate::Options::busy_timeout), or another thread for
    /// longer than [`Options::acquire_timeout`](crate::Options::acquire_timeout); and when this thread has a connection already.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tx = db.begin()?;
    /// tx.delete::<Comment>().all_rows().run()?;
    /// drop(tx);
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn begin(&self) -> Result<TransactionGuard<'_>, Error> {
        self.begin_with(Behavior::Immediate)
    }

    /// Begins a transaction that takes other locks.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::Behavior;
    ///
    /// let tx = db.begin_with(Behavior::Deferred)?;
    /// assert_eq!(tx.select::<User>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn begin_with(&self, behavior: Behavior) -> Result<TransactionGuard<'_>, Error> {
        self.begin_at(behavior, Location::caller())
    }

    /// Begins a transaction for a line of the program that is not this one's caller.
    pub(crate) fn begin_at(
        &self,
        behavior: Behavior,
        caller: &'static Location<'static>,
    ) -> Result<TransactionGuard<'_>, Error> {
        let connection = self.0.pool.writer().map_err(|error| error.with_caller(caller))?;
        connection.say(Holder::transaction(caller));
        connection.observed().begun_at(caller);
        TransactionGuard::on(connection, behavior).map_err(|error| error.with_caller(caller))
    }

    /// Runs a closure whose queries all see one state of the database, whatever others write meanwhile. SQLite refuses
    /// every write in it.
    ///
    /// # Errors
    ///
    /// What the closure gives, and what SQLite fails with when the transaction begins or ends.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::open_in_memory()?;
    /// let answer = db.read_transaction(|_tx| Ok(42))?;
    /// assert_eq!(answer, 42);
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    #[track_caller]
    pub fn read_transaction<T>(&self, work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.read_transaction_within(None, work)
    }

    /// A transaction that only reads, under bounds.
    #[track_caller]
    pub(crate) fn read_transaction_within<T>(
        &self,
        watch: Option<Watch>,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let state = State::default();
        let connection = match &watch {
            None => self.0.pool.reader(),
            Some(watch) => watch.check().and_then(|()| self.0.pool.reader_within(watch)),
        };
        let caller = Location::caller();
        let connection = connection.map_err(|error| error.with_caller(caller))?;
        connection.say(Holder::transaction(caller));
        connection.observed().begun_at(caller);
        let _query_only = QueryOnly::set(&connection)?;
        let _watching = watch.map(|watch| watch.install(&connection)).transpose()?;
        let bracket = Bracket::deferred(&connection)?;
        let tx = ReadTransaction::new(Transaction::outermost(&connection, &state));
        let value = tx.finish(bracket, work(&tx))?;
        state.committed();
        Ok(value)
    }

    /// Begins a transaction that only reads, and is open until it is dropped.
    ///
    /// # Errors
    ///
    /// When no connection is free for longer than [`Options::acquire_timeout`](crate::Options::acquire_timeout), and when this thread has
    /// one already.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tx = db.begin_read()?;
    /// assert!(sql!("delete from comments").run(tx.engine()).is_err_and(|error| error.is_read_only()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn begin_read(&self) -> Result<ReadTransactionGuard<'_>, Error> {
        let caller = Location::caller();
        let connection = self.0.pool.reader().map_err(|error| error.with_caller(caller))?;
        connection.say(Holder::transaction(caller));
        connection.observed().begun_at(caller);
        ReadTransactionGuard::begin(connection)
    }

    /// Runs some work again while it fails with an error for which [`is_retryable`](Error::is_retryable) is true, at most so many times
    /// in all, with a pause that grows from 1 ms to 100 ms in between.
    ///
    /// The work is a whole transaction: what it has read before may not be true any more. With
    /// [`Behavior::Immediate`] only the beginning can fail so, after the busy timeout.
    ///
    /// # Errors
    ///
    /// What the last attempt fails with, and any error for which `is_retryable` is false at once.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::Behavior;
    ///
    /// let logins = db.retry(5, || {
    ///     db.transaction_with(Behavior::Deferred, |tx| {
    ///         let logins = tx.find::<User>(1).one()?.logins;
    ///         tx.update::<User>().set(User::LOGINS.to(logins + 1)).filter(User::ID.eq(1)).run()?;
    ///         Ok(logins)
    ///     })
    /// })?;
    /// assert_eq!(db.find::<User>(1).one()?.logins, logins + 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn retry<T>(&self, attempts: u32, mut work: impl FnMut() -> Result<T, Error>) -> Result<T, Error> {
        let mut pause = FIRST_PAUSE;
        for _ in 1..attempts {
            match work() {
                Err(error) if error.is_retryable() => {}
                done => return done,
            }
            thread::sleep(pause);
            pause = LONGEST_PAUSE.min(pause * 2);
        }
        work()
    }
}
