//! Who is told of each statement.

use std::sync::Arc;
use std::time::Duration;

use super::Options;
use crate::observe::QueryEvent;

impl Options {
    /// Calls a closure after each statement, on the thread that has run it: for a log, or for figures. Several closures are called one
    /// after the other.
    ///
    /// A statement is what a query is lowered to, which may be several, and what begins and ends transactions; scripts and migrations
    /// are not told of. The closure runs while the thread has the connection, so that it does not use the database, and what it
    /// takes is added to each statement. If it panics, nobody hears of that but the program's panic hook: it is called in the middle of commits and
    /// rollbacks, which go on.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use std::sync::atomic::{AtomicU64, Ordering};
    ///
    /// static ROWS: AtomicU64 = AtomicU64::new(0);
    ///
    /// let db = Database::options().on_query(|query| drop(ROWS.fetch_add(query.rows(), Ordering::Relaxed))).open()?;
    /// db.create_tables(&schema!(Tag))?;
    /// db.insert_many(["math", "machines"].map(|name| NewTag::builder().name(name).build())).run()?;
    /// assert_eq!(ROWS.load(Ordering::Relaxed), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn on_query(mut self, on_query: impl Fn(&QueryEvent<'_>) + Send + Sync + 'static) -> Self {
        self.observation.on_query.push(Arc::new(on_query));
        self
    }

    /// From which time on a statement is slow; none is, without it.
    ///
    /// [`QueryEvent::is_slow`] is true for it then, and with the feature `tracing` there is an event of the level `WARN` with its text,
    /// its time, its rows, and the line that ran it. [`QueryEvent::duration`] says what the time is.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use std::sync::mpsc;
    /// use std::time::Duration;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options()
    ///     .slow_query(Duration::from_millis(1))
    ///     .on_query(move |query| if query.is_slow() { sender.send(query.to_string()).unwrap() })
    ///     .open()?;
    /// sql!("select 1").one::<i64, _>(&db)?;
    /// sql!("with recursive n (i) as (select 1 union all select i + 1 from n limit 100000) select sum(i) from n")
    ///     .one::<i64, _>(&db)?;
    /// assert!(receiver.recv().unwrap().contains("with recursive"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn slow_query(mut self, threshold: Duration) -> Self {
        self.observation.slow = Some(threshold);
        self
    }

    /// Whether whoever is told of a statement is told the values of its placeholders too; nobody is.
    ///
    /// The values are what the program stores: names, addresses, hashes of passwords, tokens. With this they go where
    /// [`QueryEvent::values`] is written to, and with the feature `tracing` into the field `db.query.parameters` of each span, so to every
    /// subscriber and whatever it sends them to; a column that is `sensitive` is no exception. It is for a developer's own machine.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options()
    ///     .trace_values(true)
    ///     .on_query(move |query| drop(sender.send(query.values().to_vec())))
    ///     .open()?;
    /// let name = "O'Hara";
    /// sql!("select {name}, {42}").one::<(String, i64), _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), ["'O''Hara'", "42"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn trace_values(mut self, values: bool) -> Self {
        self.observation.values = values;
        self
    }
}
