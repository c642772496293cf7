//! What is told of a statement.

use std::fmt;
use std::panic::Location;
use std::time::Duration;

use orm_core::error::Error;

use super::summary::Summary;

/// A statement that has run: [`Options::on_query`](crate::Options::on_query).
///
/// It has no value, neither of the statement nor of its rows, unless the program asks for those with
/// [`trace_values`](crate::Options::trace_values).
///
/// # Example: a line for a log
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use std::sync::mpsc;
///
/// let (sender, receiver) = mpsc::channel();
/// let db = Database::options().on_query(move |query| drop(sender.send(query.to_string()))).open()?;
/// sql!("select 1").one::<i64, _>(&db)?;
/// let line = receiver.recv().unwrap();
/// assert!(line.contains(", 1 row, "));
/// assert!(line.ends_with(": select 1"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct QueryEvent<'q> {
    pub(super) sql: &'q str,
    pub(super) summary: Summary<'q>,
    pub(super) duration: Duration,
    pub(super) rows: u64,
    pub(super) scanned: u64,
    pub(super) sorts: u64,
    pub(super) values: &'q [String],
    pub(super) caller: Option<&'static Location<'static>>,
    pub(super) error: Option<&'q Error>,
    pub(super) slow: bool,
}

/// What a statement does.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::QueryKind;
///
/// let log = db.record();
/// db.delete::<Comment>().all_rows().run()?;
/// assert_eq!(log.count(QueryKind::Delete), 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum QueryKind {
    /// It reads: `SELECT`, `VALUES`.
    Select,
    /// `INSERT`, `REPLACE`.
    Insert,
    /// `UPDATE`.
    Update,
    /// `DELETE`.
    Delete,
    /// It begins or ends a transaction or a savepoint.
    Transaction,
    /// Anything else: `CREATE TABLE`, `PRAGMA`, `VACUUM`.
    Other,
}

impl<'q> QueryEvent<'q> {
    /// The text, with a placeholder for each value. A literal in the text of a `sql!` is part of the program, and stands there.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.sql().to_owned()))).open()?;
    /// let id = 7;
    /// sql!("select {id}").one::<i64, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), "select ?");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn sql(&self) -> &'q str {
        self.sql
    }

    /// What it does.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.kind()))).open()?;
    /// sql!("select 1").one::<i64, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), orm_sqlite::QueryKind::Select);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn kind(&self) -> QueryKind {
        self.summary.kind
    }

    /// Its first word that says what it does, in capitals: `SELECT`, and not `WITH`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.operation().to_owned()))).open()?;
    /// sql!("with one as (select 1) select * from one").one::<i64, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), "SELECT");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn operation(&self) -> &str {
        &self.summary.operation
    }

    /// The table that it writes, or the first that it reads, where its text says so.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.table().map(str::to_owned)))).open()?;
    /// sql!("select count(*) from main.sqlite_schema").one::<i64, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap().as_deref(), Some("sqlite_schema"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn table(&self) -> Option<&'q str> {
        self.summary.table
    }

    /// How long it took, from the look into the cache of statements to its last row: with the time that a closure such as that of
    /// `for_each` takes, and without the wait for a connection.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.duration()))).open()?;
    /// sql!("select 1").one::<i64, _>(&db)?;
    /// assert!(receiver.recv().unwrap().as_secs() < 60);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn duration(&self) -> Duration {
        self.duration
    }

    /// How many rows it gave, or, if it writes, changed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.rows()))).open()?;
    /// sql!("values (1), (2)").all::<i64, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn rows(&self) -> u64 {
        self.rows
    }

    /// How many rows of tables or indexes SQLite stepped over because it had nothing to look them up by, as it counts them:
    /// `SQLITE_STMTSTATUS_FULLSCAN_STEP` of <https://sqlite.org/c3ref/c_stmtstatus_counter.html>.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.scanned()))).open()?;
    /// db.execute_script("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('a'), ('b'), ('c')")?;
    /// sql!("select count(*) from notes where text = 'b'").one::<i64, _>(&db)?;
    /// assert!(receiver.recv().unwrap() >= 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn scanned(&self) -> u64 {
        self.scanned
    }

    /// How often SQLite sorted rows, because no index has them in order.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.sorts()))).open()?;
    /// db.execute_script("CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('b'), ('a')")?;
    /// sql!("select text from notes order by text").all::<String, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn sorts(&self) -> u64 {
        self.sorts
    }

    /// The values of its placeholders as SQL literals, in order. Empty without [`trace_values`](crate::Options::trace_values). A list of
    /// values that is one parameter stands there as `(..)`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.values().len()))).open()?;
    /// let id = 7;
    /// sql!("select {id}").one::<i64, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn values(&self) -> &'q [String] {
        self.values
    }

    /// Where it was run: the line of a method such as `all`, or that began the transaction. What begins and ends a transaction of
    /// `AsyncDatabase::transaction` and `read_transaction` has a line of this library, because an `async fn` does not know who calls it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.caller().map(|caller| caller.line())))).open()?;
    /// let line = line!() + 1;
    /// sql!("select 1").one::<i64, _>(&db)?;
    /// assert_eq!(receiver.recv().unwrap(), Some(line));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn caller(&self) -> Option<&'static Location<'static>> {
        self.caller
    }

    /// The error that it failed with.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.error().is_some_and(|error| error.is_refused())))).open()?;
    /// assert!(sql!("commit").run(&db).is_err());
    /// assert!(receiver.recv().unwrap());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn error(&self) -> Option<&'q Error> {
        self.error
    }

    /// Whether it took as long as [`slow_query`](crate::Options::slow_query) says, or longer.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use std::sync::mpsc;
    ///
    /// let (sender, receiver) = mpsc::channel();
    /// let db = Database::options().on_query(move |query| drop(sender.send(query.is_slow()))).open()?;
    /// sql!("select 1").one::<i64, _>(&db)?;
    /// assert!(!receiver.recv().unwrap());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn is_slow(&self) -> bool {
        self.slow
    }
}

impl fmt::Display for QueryEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = if self.rows == 1 { "row" } else { "rows" };
        write!(f, "{:?}, {} {rows}", self.duration, self.rows)?;
        if let Some(caller) = self.caller {
            write!(f, ", {}:{}", caller.file(), caller.line())?;
        }
        if let Some(error) = self.error {
            write!(f, ", {error}")?;
        }
        write!(f, ": {}", self.sql)
    }
}
