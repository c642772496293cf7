//! What was run while somebody recorded it.

use std::fmt;
use std::panic::Location;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::findings;
use crate::database::Database;
use crate::observe::{QueryEvent, QueryKind};

/// A statement that was run while a [`Log`] recorded it. It has no value.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let log = db.record();
/// db.find::<User>(1).one()?;
/// let statement = &log.statements()[0];
/// assert_eq!((statement.table.as_deref(), statement.rows), (Some("users"), 1));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Recorded {
    /// The text, with placeholders.
    pub sql: String,
    /// What it does.
    pub kind: QueryKind,
    /// The table that it writes, or the first that it reads, where its text says so.
    pub table: Option<String>,
    /// How many rows it gave or changed.
    pub rows: u64,
    /// How many rows SQLite stepped over because it had nothing to look them up by: [`QueryEvent::scanned`].
    pub scanned: u64,
    /// How often SQLite sorted.
    pub sorts: u64,
    /// How long it took.
    pub duration: Duration,
    /// Where it was run.
    pub caller: Option<&'static Location<'static>>,
    /// What it failed with.
    pub error: Option<String>,
}

impl Recorded {
    fn of(event: &QueryEvent<'_>) -> Self {
        Self {
            sql: event.sql().to_owned(),
            kind: event.kind(),
            table: event.table().map(str::to_owned),
            rows: event.rows(),
            scanned: event.scanned(),
            sorts: event.sorts(),
            duration: event.duration(),
            caller: event.caller(),
            error: event.error().map(ToString::to_string),
        }
    }
}

/// Keeps what is run on a database, on any thread, until it is dropped: [`Database::record`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::QueryKind;
///
/// let log = db.record();
/// db.query::<User>().with_posts().all()?;
/// assert_eq!(log.count(QueryKind::Select), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a log that is dropped has recorded nothing"]
pub struct Log {
    db: Database,
    listener: u64,
    list: Arc<Mutex<Vec<Recorded>>>,
}

impl Log {
    pub(super) const fn database(&self) -> &Database {
        &self.db
    }

    /// What was run so far, in order, with what begins and ends transactions.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let log = db.record();
    /// db.transaction(|tx| tx.delete::<Comment>().all_rows().run())?;
    /// let texts: Vec<_> = log.statements().into_iter().map(|statement| statement.sql).collect();
    /// assert_eq!(texts, ["BEGIN IMMEDIATE", r#"DELETE FROM "comments""#, "COMMIT"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn statements(&self) -> Vec<Recorded> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many statements of a kind were run so far.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::QueryKind;
    ///
    /// let log = db.record();
    /// db.insert(NewTag::builder().name("verse").build()).run()?;
    /// assert_eq!((log.count(QueryKind::Insert), log.count(QueryKind::Select)), (1, 0));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn count(&self, kind: QueryKind) -> usize {
        let list = self.list.lock().unwrap_or_else(PoisonError::into_inner);
        list.iter().filter(|statement| statement.kind == kind).count()
    }

    /// Forgets what was run so far.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let log = db.record();
    /// db.find::<User>(1).one()?;
    /// log.clear();
    /// assert!(log.statements().is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn clear(&self) {
        self.list.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Fails the test if a statement stepped over more rows than `rows` because there was nothing to look them up by: no index, or none
    /// that SQLite could use.
    ///
    /// SQLite counts them ([`QueryEvent::scanned`]), so that a test with few rows has few: choose a number below that of the rows
    /// in the table. Reading the first rows of a table in the order of an index steps over no others.
    ///
    /// # Panics
    ///
    /// When a statement did, with its tables, its text, the line that ran it and what to do.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let log = db.record();
    /// db.select::<Post>().filter(Post::AUTHOR_ID.eq(1)).all()?;
    /// log.assert_no_full_scan(0);
    ///
    /// db.select::<Post>().filter(Post::TITLE.eq("Draft")).all()?;
    /// let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| log.assert_no_full_scan(0)));
    /// assert!(failed.is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn assert_no_full_scan(&self, rows: u64) {
        findings::fail(&findings::full_scans(self, rows));
    }

    /// Fails the test if a statement gathered rows in a temporary B-tree, to sort or to group them or to leave out what is equal:
    /// SQLite reads all of them then before it gives the first.
    ///
    /// # Panics
    ///
    /// When a statement did, with its table, its text, the line that ran it and what to do; and when this thread has a transaction open,
    /// because SQLite is asked for its plans.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let log = db.record();
    /// db.select::<User>().order_by(User::EMAIL).limit(1).all()?;
    /// log.assert_no_temporary_b_tree();
    ///
    /// db.select::<User>().order_by(User::NAME).limit(1).all()?;
    /// let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| log.assert_no_temporary_b_tree()));
    /// assert!(failed.is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn assert_no_temporary_b_tree(&self) {
        findings::fail(&findings::temporary_b_trees(self));
    }

    /// Fails the test if one statement was run more often than `times`: the mark of a query within a loop, of which there is one for
    /// each row ("N + 1"), where `with_posts()` and its like would be one for all.
    ///
    /// # Panics
    ///
    /// When a statement was, with its table, its text, the lines that ran it and what to do.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let log = db.record();
    /// db.query::<User>().with_posts().all()?;
    /// log.assert_no_repeated(2);
    ///
    /// for user in db.select::<User>().all()? {
    ///     db.select::<Post>().filter(Post::AUTHOR_ID.eq(user.id)).all()?;
    /// }
    /// let failed = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| log.assert_no_repeated(2)));
    /// assert!(failed.is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn assert_no_repeated(&self, times: usize) {
        findings::fail(&findings::repeated(self, times));
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.db.observation().leave(self.listener);
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").field("statements", &self.statements()).finish_non_exhaustive()
    }
}

impl Database {
    /// Records what is run on this database from now on, through any of its handles: for tests.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let log = db.record();
    /// let line = line!() + 1;
    /// db.find::<User>(1).one()?;
    /// assert_eq!(log.statements()[0].caller.unwrap().line(), line);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn record(&self) -> Log {
        let list = Arc::<Mutex<Vec<Recorded>>>::default();
        let sink = list.clone();
        let listener = self.observation().listen(Arc::new(move |event| {
            sink.lock().unwrap_or_else(PoisonError::into_inner).push(Recorded::of(event));
        }));
        Log { db: self.clone(), listener, list }
    }
}
