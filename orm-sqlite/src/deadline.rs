//! How long work may take, who may stop it, and who is told how it goes.
//!
//! `db.with_timeout(..)` and its like give a handle with [`Bounds`]. A run under bounds has a [`Watch`], which SQLite asks
//! every [`STEPS`] steps of its machine, and again and again while it waits for a lock. It is installed on the connection for the
//! run and gone behind it, so that nothing is left that could stop a later query: no flag is ever raised on the connection
//! itself, as `sqlite3_interrupt` would.

mod cancellation;
mod limited;
mod watch;

use std::fmt;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use orm_core::query::Step;

use crate::access::{Access, Read};
pub use cancellation::CancellationToken;
pub(crate) use limited::Bounded;
pub use limited::Limited;
pub(crate) use watch::{Watch, Watched};

/// How many steps of SQLite's machine run between two looks: 10 to 200 microseconds for most statements.
pub(crate) const STEPS: i32 = 1_000;

/// What is asked how it goes: it takes the time since the beginning and says whether to go on.
type Progress = Arc<dyn Fn(Duration) -> ControlFlow<()> + Send + Sync>;

/// What holds for each query and each transaction of a handle.
#[derive(Clone, Default)]
pub(crate) struct Bounds {
    /// The shortest, if several were set.
    timeout: Option<Duration>,
    cancellations: Vec<CancellationToken>,
    progress: Vec<Progress>,
}

impl Bounds {
    fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(self.timeout.map_or(timeout, |shortest| shortest.min(timeout)));
        self
    }

    fn cancel(mut self, token: &CancellationToken) -> Self {
        self.cancellations.push(token.clone());
        self
    }

    fn progress<T: Step>(mut self, report: impl Fn(Duration) -> T + Send + Sync + 'static) -> Self {
        // An error of the closure has nowhere to go but to stop the work.
        self.progress.push(Arc::new(move |elapsed| report(elapsed).step().unwrap_or(ControlFlow::Break(()))));
        self
    }
}

impl fmt::Debug for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bounds")
            .field("timeout", &self.timeout)
            .field("cancellations", &self.cancellations)
            .field("progress", &self.progress.len())
            .finish()
    }
}

/// The methods of every handle which bound how long its work takes; in the prelude.
///
/// Each gives a [`Limited`] handle, which is used as the one that it was made of. On a database the bounds hold for one query, or
/// for one transaction with everything in it; within a transaction for one statement, or for one transaction within it, while those
/// of the transaction go on to hold.
///
/// Work that is stopped fails with an error for which [`is_interrupted`](crate::Error::is_interrupted) is true, and nothing of it is
/// written. Within a transaction, a read that was stopped leaves the transaction open; a write that was stopped ends it, as SQLite
/// does (<https://sqlite.org/c3ref/interrupt.html>), and all that is done with it afterwards fails with
/// [`is_transaction_aborted`](crate::Error::is_transaction_aborted).
///
/// SQLite is asked every 1,000 steps of its machine, which take some 10 to 200 microseconds
/// (<https://sqlite.org/c3ref/progress_handler.html>), while it waits for a lock at least every 25 milliseconds, and between the rows
/// that a closure takes. What is one step to SQLite is not stopped in the middle: sorting what was gathered, a function of the
/// program, the disk's part of a commit.
///
/// # Example: in a function over handles
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use std::time::Duration;
///
/// fn names(db: &impl Read) -> Result<Vec<String>, orm_sqlite::Error> {
///     db.with_timeout(Duration::from_secs(5)).select::<User>().columns(User::NAME).all()
/// }
/// assert_eq!(names(&db)?, ["Ada", "Bob", "Cleo"]);
/// assert_eq!(db.transaction(|tx| names(tx))?.len(), 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait WithLimits: Read + Sized {
    /// Lets each query and each transaction of the handle take no longer than this, waiting for a lock included.
    ///
    /// The time counts from the moment at which a method such as `all` or `transaction` is called. Of several limits the
    /// shortest counts. A time of zero runs nothing; one beyond the clock, such as [`Duration::MAX`], is no limit. A transaction
    /// whose time is over is not committed.
    ///
    /// While others hold a lock, the [`busy_timeout`](crate::Options::busy_timeout) goes on to hold: what is over first ends the
    /// wait. So it is while other threads of this program have the connections, with
    /// [`acquire_timeout`](crate::Options::acquire_timeout).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::time::Duration;
    ///
    /// let limited = db.with_timeout(Duration::from_secs(1));
    /// assert_eq!(limited.select::<User>().count()?, 3);
    ///
    /// let late = limited.transaction(|tx| {
    ///     tx.delete::<Comment>().all_rows().run()?;
    ///     let endless = sql!("with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n");
    ///     endless.one::<i64, _>(&tx.with_timeout(Duration::from_millis(20)))
    /// });
    /// assert!(late.is_err_and(|error| error.is_timed_out()));
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn with_timeout(&self, timeout: Duration) -> Limited<'_, Self> {
        Limited::new(self).with_timeout(timeout)
    }

    /// Lets another thread stop the queries and transactions of the handle.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::CancellationToken;
    /// use std::time::Duration;
    ///
    /// let token = CancellationToken::new();
    /// let other = token.clone();
    /// let impatient = std::thread::spawn(move || {
    ///     std::thread::sleep(Duration::from_millis(20));
    ///     other.cancel();
    /// });
    /// let endless = sql!("with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n");
    /// let stopped = endless.one::<i64, _>(&db.with_cancel(&token));
    /// assert!(stopped.is_err_and(|error| error.is_cancelled()));
    /// # impatient.join().unwrap();
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn with_cancel(&self, token: &CancellationToken) -> Limited<'_, Self> {
        Limited::new(self).with_cancel(token)
    }

    /// Tells a closure how long a query or a transaction has been running, before each statement and every 1,000 steps of
    /// SQLite's machine.
    ///
    /// The closure goes on with `()` or [`ControlFlow::Continue`], and stops the work with [`ControlFlow::Break`] or an error: it
    /// is [cancelled](crate::Error::is_cancelled) then. It runs on the thread that runs the statement, often, and so had better be
    /// quick; it must not use the database. A panic of it reaches the caller, when the statement has ended.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::sync::Arc;
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// let looks = Arc::new(AtomicU64::new(0));
    /// let counter = Arc::clone(&looks);
    /// let watched = db.with_progress(move |_elapsed| {
    ///     counter.fetch_add(1, Ordering::Relaxed);
    /// });
    /// let many = sql!("with recursive n (i) as (select 1 union all select i + 1 from n limit 10000) select sum(i) from n");
    /// assert_eq!(many.one::<i64, _>(&watched)?, 50_005_000);
    /// assert!(looks.load(Ordering::Relaxed) > 10);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn with_progress<T: Step>(&self, report: impl Fn(Duration) -> T + Send + Sync + 'static) -> Limited<'_, Self> {
        Limited::new(self).with_progress(report)
    }
}

impl<R: Read> WithLimits for R {}

/// The handle below, and the bounds that it has already.
fn unbounded(access: Access<'_>) -> (Access<'_>, Bounds) {
    match access.bounded() {
        Some(bounded) => (bounded.on(), bounded.bounds().clone()),
        None => (access, Bounds::default()),
    }
}
