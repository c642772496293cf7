//! Work that did not run to its end because somebody did not want it to.

use super::{Condition, Error};

impl Error {
    /// Whether a statement was stopped before its end: it [timed out](Self::is_timed_out), was
    /// [cancelled](Self::is_cancelled), or SQLite was interrupted otherwise.
    ///
    /// A write that is stopped ends the transaction around it, and a read does not:
    /// <https://sqlite.org/c3ref/interrupt.html>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::time::Duration;
    ///
    /// let stopped = db.with_timeout(Duration::ZERO).select::<User>().all().unwrap_err();
    /// assert!(stopped.is_interrupted() && stopped.is_timed_out());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_interrupted(&self) -> bool {
        matches!(self.condition(), Some(Condition::Interrupted | Condition::TimedOut | Condition::Cancelled))
    }

    /// Whether the time limit of a query or a transaction was reached: while it ran, while it waited for another, or before
    /// it began. [`is_retryable`](Self::is_retryable) is false.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use std::time::Duration;
    ///
    /// let endless = sql!("with recursive n (i) as (select 1 union all select i + 1 from n) select count(*) from n");
    /// let stopped = endless.one::<i64, _>(&db.with_timeout(Duration::from_millis(20))).unwrap_err();
    /// assert!(stopped.is_timed_out() && !stopped.is_retryable());
    /// assert_eq!(stopped.to_string(), "the time limit of 20ms was reached");
    /// assert!(stopped.sql().is_some_and(|sql| sql.starts_with("with recursive n")));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_timed_out(&self) -> bool {
        self.condition() == Some(Condition::TimedOut)
    }

    /// Whether the program cancelled a query or a transaction. [`is_retryable`](Self::is_retryable) is false.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// token.cancel();
    /// let stopped = db.with_cancel(&token).delete::<Comment>().all_rows().run().unwrap_err();
    /// assert!(stopped.is_cancelled() && !stopped.is_retryable());
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_cancelled(&self) -> bool {
        self.condition() == Some(Condition::Cancelled)
    }
}
