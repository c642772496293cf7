//! Queries that run again when what they have read has changed.

mod poll;

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use orm_core::error::Error;

use super::publisher::Publisher;
use super::signal::{Signal, Waited};
use super::tables::TableSet;
use crate::connection::Connection;
use crate::database::{Database, WeakDatabase, closed};
use crate::transaction::ReadTransaction;
use poll::Polling;

/// What is watched.
type Work<T> = Box<dyn FnMut(&ReadTransaction<'_>) -> Result<T, Error> + Send>;

/// A query that runs again when what it has read has changed: [`Database::watch`].
///
/// It is an iterator: [`next`](Iterator::next) gives the rows at once the first time, and then waits for a commit that has touched one of the
/// tables that the last run has read. Several commits while nobody asks become one run, whose rows are those of the last of them; no
/// commit is missed. The rows may be the same as before: a commit may have touched others.
///
/// After an error the next call runs the query again at once. When the database is closed, or its last handle is dropped, the iterator
/// ends with `None`, also one that waits; a watch keeps no database open.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let watch = db.watch(|tx: &ReadTransaction<'_>| tx.select::<Comment>().count())?;
/// for count in watch {
///     match count? {
///         0 => db.close().map(drop)?,
///         _ => db.delete::<Comment>().all_rows().run().map(drop)?,
///     }
/// }
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a watch runs nothing before it is asked"]
pub struct Watch<T> {
    db: WeakDatabase,
    publisher: Arc<Publisher>,
    signal: Arc<Signal>,
    work: Work<T>,
    polling: Option<Polling>,
}

/// What came of asking.
enum Asked<T> {
    Run(Result<T, Error>),
    TimedOut,
    Ended,
}

impl<T> Watch<T> {
    pub(super) fn new(db: &Database, work: Work<T>) -> Self {
        let publisher = db.pool().publisher().clone();
        let signal = Arc::new(Signal::new());
        publisher.add_watch(&signal);
        Self { db: db.downgrade(), publisher, signal, work, polling: None }
    }

    /// Also looks, while it waits and when it is asked, whether another process or another database that was opened on the same file has
    /// committed: by `PRAGMA data_version` (<https://sqlite.org/pragma.html#pragma_data_version>) on the connection that writes,
    /// at most once in this time. Any such commit lets the query run again, because it does not say what it has touched.
    ///
    /// While a transaction of this database has the connection, it does not look.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// use std::time::Duration;
    ///
    /// let db = Database::open(&path)?;
    /// db.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// let count = |tx: &ReadTransaction<'_>| sql!("select count(*) from notes").one::<i64, _>(tx);
    /// let mut watch = db.watch(count)?.poll_every(Duration::from_millis(10));
    /// assert_eq!(watch.next().unwrap()?, 0);
    /// let other = Database::open(&path)?;
    /// other.execute_script("INSERT INTO notes VALUES ('from elsewhere')")?;
    /// assert_eq!(watch.next().unwrap()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn poll_every(mut self, time: Duration) -> Self {
        self.polling = Some(Polling::new(time));
        self
    }

    /// The rows, if they may have changed since the last time. It does not wait for a commit.
    ///
    /// # Errors
    ///
    /// What the closure gives. After the end an error for which [`is_closed`](Error::is_closed) is true. When this thread has a connection of
    /// the database, such as in a transaction.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let mut watch = db.watch(|tx: &ReadTransaction<'_>| tx.select::<Comment>().count())?;
    /// assert_eq!(watch.try_next()?, Some(3));
    /// assert_eq!(watch.try_next()?, None);
    /// db.delete::<Comment>().filter(Comment::ID.eq(1)).run()?;
    /// db.delete::<Comment>().filter(Comment::ID.eq(2)).run()?;
    /// assert_eq!(watch.try_next()?, Some(1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn try_next(&mut self) -> Result<Option<T>, Error> {
        self.next_timeout(Duration::ZERO)
    }

    /// As [`next`](Iterator::next), but waits no longer than this for a commit, and then gives nothing.
    ///
    /// # Errors
    ///
    /// As [`try_next`](Self::try_next).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::time::Duration;
    ///
    /// let mut watch = db.watch(|tx: &ReadTransaction<'_>| tx.select::<Comment>().count())?;
    /// assert_eq!(watch.next_timeout(Duration::from_secs(9))?, Some(3));
    /// assert_eq!(watch.next_timeout(Duration::from_millis(1))?, None);
    /// db.close()?;
    /// assert!(watch.next_timeout(Duration::from_secs(9)).is_err_and(|error| error.is_closed()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn next_timeout(&mut self, timeout: Duration) -> Result<Option<T>, Error> {
        // A time that the clock does not reach is for ever.
        match self.ask(Instant::now().checked_add(timeout)) {
            Asked::Run(rows) => rows.map(Some),
            Asked::TimedOut => Ok(None),
            Asked::Ended => Err(closed()),
        }
    }

    /// Whether the query is to run again, for a task or a loop of events: if it is not, the waker is woken once when it is, and the
    /// one before it is forgotten. `false` is the end. Then [`try_next`](Self::try_next) runs it, on a thread that may wait for SQLite.
    ///
    /// It does not look for other processes, as [`poll_every`](Self::poll_every) does: nothing would wake it in time.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::Arc;
    /// use std::task::{Context, Poll, Wake};
    /// use std::thread::{self, Thread};
    ///
    /// struct Unpark(Thread);
    ///
    /// impl Wake for Unpark {
    ///     fn wake(self: Arc<Self>) {
    ///         self.0.unpark();
    ///     }
    /// }
    ///
    /// let waker = Arc::new(Unpark(thread::current())).into();
    /// let mut context = Context::from_waker(&waker);
    /// let mut watch = db.watch(|tx: &ReadTransaction<'_>| tx.select::<Comment>().count())?;
    /// assert_eq!(watch.poll_changed(&mut context), Poll::Ready(true));
    /// assert_eq!(watch.try_next()?, Some(3));
    /// assert!(watch.poll_changed(&mut context).is_pending());
    ///
    /// let writer = thread::spawn(move || db.delete::<Comment>().all_rows().run());
    /// while watch.poll_changed(&mut context).is_pending() {
    ///     thread::park();
    /// }
    /// # writer.join().unwrap()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn poll_changed(&mut self, context: &mut Context<'_>) -> Poll<bool> {
        match self.db.upgrade() {
            Some(db) if !db.pool().is_closed() => self.signal.poll(context),
            _ => Poll::Ready(false),
        }
    }

    /// Lets the next call run the query, whatever has changed.
    #[cfg(feature = "tokio")]
    pub(crate) fn run_again(&self) {
        self.signal.set_due();
    }

    fn ask(&mut self, until: Option<Instant>) -> Asked<T> {
        loop {
            // Not held while this waits: the last handle may be dropped meanwhile.
            let look = match self.db.upgrade() {
                Some(db) if !db.pool().is_closed() => {
                    // This thread would wait for what it keeps others from.
                    if let Err(error) = db.pool().refuse_if_held() {
                        return Asked::Run(Err(error));
                    }
                    match self.polling.as_mut().map(|polling| polling.look(&db, &self.signal)).transpose() {
                        Ok(look) => look.flatten(),
                        Err(error) => return Asked::Run(Err(error)),
                    }
                }
                _ => return Asked::Ended,
            };
            let next = until.into_iter().chain(look).min();
            match self.signal.wait(next) {
                Waited::Due => return self.run(),
                Waited::Ended => return Asked::Ended,
                Waited::TimedOut if until.is_some_and(|until| until <= Instant::now()) => return Asked::TimedOut,
                Waited::TimedOut => {}
            }
        }
    }

    fn run(&mut self) -> Asked<T> {
        let Some(db) = self.db.upgrade() else { return Asked::Ended };
        let running = self.signal.begin();
        let work = &mut self.work;
        let read = db.read_transaction(|tx| {
            let recording = Recording::of(tx.inner().connection());
            work(tx).map(|rows| (rows, recording.end()))
        });
        match read {
            Ok((rows, reads)) => {
                running.succeed(reads);
                Asked::Run(Ok(rows))
            }
            Err(error) if error.is_closed() && db.pool().is_closed() => Asked::Ended,
            Err(error) => Asked::Run(Err(error)),
        }
    }
}

impl<T> Iterator for Watch<T> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.ask(None) {
            Asked::Run(rows) => Some(rows),
            Asked::TimedOut | Asked::Ended => None,
        }
    }
}

impl<T> Drop for Watch<T> {
    fn drop(&mut self) {
        self.publisher.remove_watch(&self.signal);
    }
}

impl<T> fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("signal", &self.signal).finish_non_exhaustive()
    }
}

/// What a connection reads is written down until this is dropped.
struct Recording<'c>(&'c Connection);

impl<'c> Recording<'c> {
    fn of(connection: &'c Connection) -> Self {
        if let Some(recorder) = connection.recorder() {
            recorder.begin_reads();
        }
        Self(connection)
    }

    fn end(self) -> TableSet {
        self.0.recorder().map_or(TableSet::all(), |recorder| recorder.end_reads())
    }
}

impl Drop for Recording<'_> {
    fn drop(&mut self) {
        if let Some(recorder) = self.0.recorder() {
            let _ = recorder.end_reads();
        }
    }
}
