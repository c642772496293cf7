//! A handle whose work is bounded.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request, StatementList};
use orm_core::error::Error;
use orm_core::query::Step;

use super::{Bounds, CancellationToken, Watch, unbounded};
use crate::access::{Access, Read, Write};
use crate::bracket::Behavior;
use crate::database::Database;
use crate::statement::Sink;
use crate::transaction::{ReadTransaction, Transaction};

/// A handle whose queries and transactions are bounded in time: [`WithLimits`](crate::WithLimits).
///
/// It reads as the handle that it was made of, and writes if that does. It can be kept and used again: a time limit counts anew for
/// each query and each transaction.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::{CancellationToken, Limited};
/// use std::time::Duration;
///
/// let shutdown = CancellationToken::new();
/// let limited: Limited<'_, Database> = db.with_timeout(Duration::from_secs(2)).with_cancel(&shutdown);
/// limited.update::<User>().set(User::LOGINS.to(0)).all_rows().run()?;
/// let names = limited.read_transaction(|tx| tx.select::<User>().columns(User::NAME).all())?;
/// assert_eq!(names.len(), 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Limited<'db, H> {
    bounded: Bounded<'db>,
    handle: PhantomData<&'db H>,
}

/// What a [`Limited`] is, whatever the type of its handle.
#[derive(Debug, Clone)]
pub(crate) struct Bounded<'db> {
    /// Not bounded itself.
    on: Access<'db>,
    bounds: Bounds,
}

impl<'db> Bounded<'db> {
    pub(crate) const fn on(&self) -> Access<'db> {
        self.on
    }

    pub(crate) const fn bounds(&self) -> &Bounds {
        &self.bounds
    }

    pub(crate) fn perform(
        &self,
        statements: &mut StatementList,
        writes: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        self.on.perform_within(Watch::new(&self.bounds), statements, writes, sink)
    }
}

impl<'db, H: Read> Limited<'db, H> {
    pub(super) fn new(handle: &'db H) -> Self {
        let (on, bounds) = unbounded(handle.engine());
        Self { bounded: Bounded { on, bounds }, handle: PhantomData }
    }

    /// As [`WithLimits::with_timeout`](crate::WithLimits::with_timeout).
    ///
    /// # Example: the shortest counts
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::time::Duration;
    ///
    /// let limited = db.with_timeout(Duration::ZERO).with_timeout(Duration::MAX);
    /// assert!(limited.select::<User>().count().is_err_and(|error| error.is_timed_out()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        self.map(|bounds| bounds.timeout(timeout))
    }

    /// As [`WithLimits::with_cancel`](crate::WithLimits::with_cancel).
    ///
    /// # Example: any of several tokens
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::CancellationToken;
    ///
    /// let (request, shutdown) = (CancellationToken::new(), CancellationToken::new());
    /// let limited = db.with_cancel(&request).with_cancel(&shutdown);
    /// shutdown.cancel();
    /// assert!(limited.select::<User>().count().is_err_and(|error| error.is_cancelled()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn with_cancel(self, token: &CancellationToken) -> Self {
        self.map(|bounds| bounds.cancel(token))
    }

    /// As [`WithLimits::with_progress`](crate::WithLimits::with_progress).
    ///
    /// # Example: a closure that stops the work
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::ops::ControlFlow;
    /// use std::time::Duration;
    ///
    /// let limited = db.with_timeout(Duration::from_secs(9)).with_progress(|_elapsed| ControlFlow::Break(()));
    /// assert!(limited.select::<User>().count().is_err_and(|error| error.is_cancelled()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn with_progress<T: Step>(self, report: impl Fn(Duration) -> T + Send + Sync + 'static) -> Self {
        self.map(|bounds| bounds.progress(report))
    }

    fn map(mut self, change: impl FnOnce(Bounds) -> Bounds) -> Self {
        self.bounded.bounds = change(self.bounded.bounds);
        self
    }
}

impl Limited<'_, Database> {
    /// As [`Database::read_transaction`], bounded as a whole.
    ///
    /// # Errors
    ///
    /// As there, and when it is stopped.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::time::Duration;
    ///
    /// let slow = db.with_timeout(Duration::from_millis(5)).read_transaction(|tx| {
    ///     std::thread::sleep(Duration::from_millis(10));
    ///     tx.select::<User>().count()
    /// });
    /// assert!(slow.is_err_and(|error| error.is_timed_out()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn read_transaction<T>(&self, work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let watch = Watch::new(&self.bounded.bounds);
        match self.bounded.on.database() {
            Some(db) => db.read_transaction_within(Some(watch), work),
            None => Err(not_of_this_handle()),
        }
    }
}

/// What the types of handles keep from happening.
#[cold]
fn not_of_this_handle() -> Error {
    Error::refused("this handle has no such transactions")
}

impl<H: Read> Read for Limited<'_, H> {
    fn engine(&self) -> Access<'_> {
        Access::of_bounded(&self.bounded)
    }
}

impl<H: Write> Write for Limited<'_, H> {
    #[track_caller]
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        let watch = Watch::new(&self.bounded.bounds);
        if let Some(db) = self.bounded.on.database() {
            return db.transaction_within(Some(watch), Behavior::Immediate, work);
        }
        let Some(tx) = self.bounded.on.transaction() else { return Err(not_of_this_handle().into()) };
        let _watching = watch.install(tx.connection())?;
        tx.try_transaction(work)
    }
}

impl Transaction<'_> {
    pub(crate) fn perform_within(
        &self,
        watch: Watch,
        statements: &mut StatementList,
        writes: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let _watching = watch.install(self.connection())?;
        self.perform(statements, writes, sink)
    }
}

#[diagnostic::do_not_recommend]
impl<H: Read> Engine for &Limited<'_, H> {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.run_local(request)
    }

    fn limits(&self) -> Limits {
        self.bounded.on.limits()
    }
}

#[diagnostic::do_not_recommend]
impl<H: Read> LocalEngine for &Limited<'_, H> {
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        self.engine().run_local(request)
    }
}

impl<H> Clone for Limited<'_, H> {
    fn clone(&self) -> Self {
        Self { bounded: self.bounded.clone(), handle: PhantomData }
    }
}

impl<H> fmt::Debug for Limited<'_, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bounded.fmt(f)
    }
}
