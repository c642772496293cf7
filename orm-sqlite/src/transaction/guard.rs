//! Transactions that are values: open until they are committed or dropped.

use std::fmt;

use orm_core::error::Error;

use super::{QueryOnly, State, Transaction};
use crate::bracket::{Behavior, Bracket, Opened};
use crate::connection::Connection;
use crate::pool::Checkout;

/// A transaction that is open until it is [committed](Self::commit); dropped, it is rolled back:
/// [`Database::begin`](crate::Database::begin).
///
/// It has the methods of [`Read`](crate::Read) and [`Write`](crate::Write). For most work the closure of
/// [`transaction`](crate::Database::transaction) is shorter; a guard is for work that is spread over several functions. It stays on
/// the thread that has begun it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let tx = db.begin()?;
/// tx.delete::<Comment>().all_rows().run()?;
/// tx.commit()?;
/// assert_eq!(db.select::<Comment>().count()?, 0);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a transaction that is dropped is rolled back"]
pub struct TransactionGuard<'db> {
    /// Left open as long as the guard has it.
    opened: Option<Opened>,
    held: Held<'db>,
    depth: u32,
    kept: bool,
}

/// What a transaction runs on.
enum Held<'db> {
    /// The outermost has the connection. Its hooks run when it is free again: fields are dropped in order.
    Outermost {
        connection: Checkout<'db>,
        state: State,
    },
    Inner {
        connection: &'db Connection,
        state: &'db State,
    },
}

impl<'db> TransactionGuard<'db> {
    pub(crate) fn on(connection: Checkout<'db>, behavior: Behavior) -> Result<Self, Error> {
        let opened = Bracket::begin(&connection, behavior)?.leave_open();
        Ok(Self { opened, held: Held::Outermost { connection, state: State::default() }, depth: 0, kept: false })
    }

    fn connection(&self) -> &Connection {
        match &self.held {
            Held::Outermost { connection, .. } => connection,
            Held::Inner { connection, .. } => connection,
        }
    }

    fn state(&self) -> &State {
        match &self.held {
            Held::Outermost { state, .. } => state,
            Held::Inner { state, .. } => state,
        }
    }

    pub(crate) fn handle(&self) -> Transaction<'_> {
        Transaction { connection: self.connection(), state: self.state(), depth: self.depth }
    }

    /// Keeps what was written. Of an inner transaction it is kept if those around it are committed too.
    ///
    /// # Errors
    ///
    /// What SQLite fails with, such as a foreign key that is looked at last, and when SQLite has rolled back before. Nothing is kept
    /// then.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tx = db.begin()?;
    /// assert!(sql!("insert or rollback into tags (name) values ('math')").run(tx.engine()).is_err());
    /// assert!(tx.commit().is_err_and(|error| error.is_transaction_aborted()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn commit(mut self) -> Result<(), Error> {
        self.handle().check()?;
        if let Some(opened) = self.opened.take() {
            let tx = self.handle();
            Bracket::resume(tx.connection, opened).commit().map_err(|error| tx.note(error))?;
        }
        self.kept = true;
        Ok(())
    }

    /// Takes back what was written, as dropping does, and says whether that failed.
    ///
    /// # Errors
    ///
    /// What SQLite fails with. The connection is not used any more then, which takes it back too.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tx = db.begin()?;
    /// tx.delete::<Comment>().all_rows().run()?;
    /// tx.roll_back()?;
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn roll_back(mut self) -> Result<(), Error> {
        match self.opened.take() {
            Some(opened) => Bracket::resume(self.connection(), opened).roll_back(),
            None => Ok(()),
        }
    }

    /// A transaction within this one, which cannot be used while the inner one is there.
    ///
    /// # Errors
    ///
    /// When SQLite has rolled this transaction back.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mut tx = db.begin()?;
    /// let inner = tx.begin()?;
    /// inner.delete::<Comment>().all_rows().run()?;
    /// inner.roll_back()?;
    /// tx.commit()?;
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn begin(&mut self) -> Result<TransactionGuard<'_>, Error> {
        let opened = self.handle().savepoint()?.leave_open();
        let depth = self.depth + 1;
        self.state().depth.set(depth);
        let held = Held::Inner { connection: self.connection(), state: self.state() };
        Ok(TransactionGuard { opened, held, depth, kept: false })
    }

    /// As [`Transaction::on_commit`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let tx = db.begin()?;
    /// tx.on_commit(move || sender.send("done").unwrap());
    /// tx.commit()?;
    /// assert_eq!(receiver.recv(), Ok("done"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_commit(&self, work: impl FnOnce() + Send + 'static) {
        self.handle().on_commit(work);
    }

    /// As [`Transaction::on_rollback`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let tx = db.begin()?;
    /// tx.on_rollback(move || sender.send("undone").unwrap());
    /// drop(tx);
    /// assert_eq!(receiver.recv(), Ok("undone"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_rollback(&self, work: impl FnOnce() + Send + 'static) {
        self.handle().on_rollback(work);
    }

    #[track_caller]
    pub(crate) fn try_transaction<T, E: From<Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.handle().try_transaction(work)
    }
}

impl Drop for TransactionGuard<'_> {
    fn drop(&mut self) {
        if let Some(opened) = self.opened.take() {
            drop(Bracket::resume(self.connection(), opened));
        }
        let state = self.state();
        match (self.depth, self.kept) {
            // What was asked for is done after the connection was given back.
            (0, true) => state.committed(),
            (0, false) => {}
            (depth, kept) => state.left(depth, kept),
        }
    }
}

impl fmt::Debug for TransactionGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransactionGuard").field("depth", &self.depth).finish_non_exhaustive()
    }
}

/// A transaction that only reads, open until it is dropped: [`Database::begin_read`](crate::Database::begin_read).
///
/// All of its statements see the database as it was at the first of them. A reader that stays open for long keeps the `-wal` file from
/// being shortened: <https://sqlite.org/wal.html#avoiding_excessively_large_wal_files>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let tx = db.begin_read()?;
/// assert_eq!((tx.select::<User>().count()?, tx.select::<Post>().count()?), (3, 3));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a transaction that is dropped has ended"]
pub struct ReadTransactionGuard<'db> {
    connection: Checkout<'db>,
    state: State,
    /// Whether the connection is to write again.
    restore: bool,
}

impl<'db> ReadTransactionGuard<'db> {
    pub(crate) fn begin(connection: Checkout<'db>) -> Result<Self, Error> {
        let query_only = QueryOnly::set(&connection)?;
        drop(Bracket::deferred(&connection)?.leave_open());
        let restore = query_only.leave();
        Ok(Self { connection, state: State::default(), restore })
    }

    pub(crate) fn handle(&self) -> Transaction<'_> {
        Transaction::outermost(&self.connection, &self.state)
    }
}

impl Drop for ReadTransactionGuard<'_> {
    fn drop(&mut self) {
        // The checkout rolls back.
        if self.restore {
            drop(QueryOnly::resume(&self.connection));
        }
    }
}

impl fmt::Debug for ReadTransactionGuard<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ReadTransactionGuard")
    }
}
