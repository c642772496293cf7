//! A flag by which one thread stops the work of others.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stops queries and transactions that run on other threads: [`with_cancel`](crate::WithLimits::with_cancel).
///
/// A clone is the same token: one serves any number of queries, at once or one after the other, on any thread. Once it is cancelled
/// it stays so, and everything that is run with it fails; what has ended by then is not touched, and neither is a query without it. A
/// token that is dropped stops nothing.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::CancellationToken;
///
/// let token = CancellationToken::new();
/// let cancellable = db.with_cancel(&token);
/// assert_eq!(cancellable.select::<User>().count()?, 3);
///
/// token.cancel();
/// assert!(cancellable.select::<User>().count().is_err_and(|error| error.is_cancelled()));
/// assert_eq!(db.select::<User>().count()?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct CancellationToken(Arc<AtomicBool>);

impl CancellationToken {
    /// A token that is not cancelled.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::CancellationToken;
    ///
    /// assert!(!CancellationToken::new().is_cancelled());
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Stops what runs with the token, and keeps from beginning what has not begun. It does not wait for that.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// let same = token.clone();
    /// token.cancel();
    /// assert!(same.is_cancelled());
    /// ```
    pub fn cancel(&self) {
        // What the canceller wrote before is seen by who finds that the work was cancelled.
        self.0.store(true, Ordering::Release);
    }

    /// Whether it was cancelled.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::CancellationToken;
    ///
    /// let token = CancellationToken::default();
    /// token.cancel();
    /// assert!(token.is_cancelled());
    /// ```
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}
