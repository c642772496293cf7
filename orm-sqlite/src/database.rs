//! A database: what a program opens, and starts its queries from.

mod close;
mod guard;
mod register;
mod transact;
mod weak;

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request, StatementList};
use orm_core::error::Error;
use orm_core::query::{Build, Params, Prepared, Statement};
use orm_core::schema::Schema;
use orm_core::sql::create_all;

use crate::bracket::{Bracket, stay_undone};
use crate::connection::Connection;
use crate::deadline::Watch;
use crate::in_use::InUse;
use crate::location::Location;
#[cfg(feature = "testing")]
use crate::observe::Observation;
use crate::options::Options;
pub(crate) use crate::pool::closed;
use crate::pool::{Checkout, Pool};
use crate::statement::Sink;
use crate::{connection, script, statement};
pub use close::Closed;
pub(crate) use weak::WeakDatabase;

/// A SQLite database.
///
/// A clone is another handle to the same database, and threads share it. A file in WAL mode, which is the default, has one
/// connection that writes and some that read, [`Options::readers`]: whoever reads waits for nobody who writes, and whoever writes
/// waits for others who write, in the order in which they came. A thread has one connection at a time. A database in memory has one
/// connection for all.
///
/// # Example
///
/// ```
/// use orm_sqlite::Database;
///
/// let db = Database::open_in_memory()?;
/// db.execute_script("CREATE TABLE notes (text TEXT NOT NULL) STRICT; INSERT INTO notes VALUES ('first');")?;
/// # Ok::<(), orm_sqlite::error::Error>(())
/// ```
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    pool: Pool,
    /// Those of every connection.
    limits: Limits,
    /// Dropped after the connections.
    in_use: Mutex<Option<InUse>>,
}

impl Database {
    pub(crate) fn new(writer: Connection, in_use: Option<InUse>, options: Options, location: Location) -> Self {
        let limits = writer.limits();
        let readers = options.number_of_readers(&location);
        Self(Arc::new(Inner {
            pool: Pool::new(writer, readers, options, location),
            limits,
            in_use: Mutex::new(in_use),
        }))
    }

    /// Opens a file, and makes it if it is not there. `:memory:` is a database in memory.
    ///
    /// It is in WAL mode, with foreign keys enforced: [`Options`] has the settings.
    ///
    /// # Errors
    ///
    /// As [`Options::open`].
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let db = Database::open(&path)?;
    /// assert!(path.exists());
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::options().path(path.as_ref()).open()
    }

    /// Opens a new database in memory, which lives as long as its last handle.
    ///
    /// # Errors
    ///
    /// When SQLite does not take a setting.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::open_in_memory()?;
    /// let same = db.clone();
    /// db.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// same.execute_script("DROP TABLE notes")?;
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    pub fn open_in_memory() -> Result<Self, Error> {
        Self::options().open()
    }

    /// Opens a file and writes nothing: not to it, and as a rule not beside it.
    ///
    /// A database in WAL mode that nobody has open is read as a file that does not change: as long as this handle lives,
    /// another program must not write to it, and neither must this one through a second handle. The exception to the
    /// rule: if there is a `-wal` file beside it, somebody else has it open or has crashed, and SQLite may make the
    /// `-shm` file that it needs to read the other.
    ///
    /// # Errors
    ///
    /// As [`Options::open`]. Every write fails with an error for which
    /// [`is_read_only`](crate::error::Error::is_read_only) is true.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// Database::open(&path)?.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// let db = Database::open_read_only(&path)?;
    /// assert!(db.execute_script("DROP TABLE notes").is_err_and(|error| error.is_read_only()));
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::options().path(path.as_ref()).read_only(true).open()
    }

    /// How to open a database, setting by setting.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::options().foreign_keys(false).open()?;
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    pub fn options() -> Options {
        Options::default()
    }

    /// Lowers a query once, to be run with other arguments each time.
    ///
    /// The closure takes its parameters as one [`Param`](crate::expr::Param) or [`ParamList`](crate::expr::ParamList), as
    /// several arguments, or as a tuple of them, and gives a query without a database. The prepared query owns its handle: it
    /// can be kept in a struct, used by several threads, and run in a transaction by `on`.
    ///
    /// # Errors
    ///
    /// When the query cannot be lowered.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let by_email = db.prepare(|email: Param<String>| User::select().filter(User::EMAIL.eq(email)))?;
    /// assert_eq!(by_email.one("ada@x.org")?.name, "Ada");
    /// let name = db.transaction(|tx| Ok(by_email.on(tx).one("bob@x.org")?.name))?;
    /// assert_eq!(name, "Bob");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    pub fn prepare<A: Params, Q: Statement, M>(&self, build: impl Build<A, Q, M>) -> Result<Prepared<Self, A, Q>, Error> {
        Prepared::new(self.clone(), build)
    }

    /// Creates the tables of a schema with their indexes, and then its views, all or none: for tests and prototypes.
    ///
    /// Views are created in the order of the schema, and each is read once, so that a mistake in its SQL is an error here. A
    /// view that exists by its attribute is left alone.
    ///
    /// # Errors
    ///
    /// When a table, an index or a view is there already, SQLite does not take one, a view has no query, or its query gives
    /// another number of columns.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    /// use orm_sqlite::schema::Schema;
    ///
    /// let db = Database::open_in_memory()?;
    /// db.create_tables(&Schema::new(Vec::new()))?;
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    pub fn create_tables(&self, schema: &Schema) -> Result<(), Error> {
        let statements = create_all(schema)?;
        let connection = self.0.pool.writer()?;
        let bracket = Bracket::immediate(&connection)?;
        for text in statements {
            statement::execute(&connection, &text)?;
        }
        bracket.commit()
    }

    /// Runs a script of several statements, which may open and close transactions. Rows that they give are dropped.
    ///
    /// A script that fails has run up to there, unless it is in a transaction of its own, which is rolled back. A
    /// pragma that changes a setting of [`Options`] lasts until the end of the script, any other as long as the connection that writes,
    /// and so does a temporary table, which no reader sees.
    ///
    /// # Errors
    ///
    /// What a statement fails with, and a transaction that is left open.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::open_in_memory()?;
    /// db.execute_script("BEGIN; CREATE TABLE notes (text TEXT); INSERT INTO notes VALUES ('a;b'); COMMIT;")?;
    /// # Ok::<(), orm_sqlite::error::Error>(())
    /// ```
    pub fn execute_script(&self, script: &str) -> Result<(), Error> {
        let connection = self.0.pool.writer()?;
        let result = script::run(&connection, script);
        // Some settings cannot be changed in a transaction.
        connection.end_transaction()?;
        result.and(self.restore(&connection))
    }
}

impl Database {
    /// The connection that writes, after waiting for other threads.
    pub(crate) fn checkout(&self) -> Result<Checkout<'_>, Error> {
        self.0.pool.writer()
    }

    pub(crate) fn pool(&self) -> &Pool {
        &self.0.pool
    }

    pub(crate) fn is_read_only(&self) -> bool {
        self.0.pool.options().read_only
    }

    /// Who is told of its statements.
    #[cfg(feature = "testing")]
    pub(crate) fn observation(&self) -> &Observation {
        &self.0.pool.options().observation
    }

    /// How long a statement waits for a lock.
    pub(crate) fn busy_timeout(&self) -> Duration {
        self.0.pool.options().busy_timeout
    }

    /// The file, if it is in one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self.0.pool.location() {
            Location::File(path) => Some(path),
            Location::Memory => None,
        }
    }

    /// Another connection to the file, for what must not keep others from those of the pool.
    pub(crate) fn connect(&self) -> Result<(Connection, Option<InUse>), Error> {
        connection::open(&self.0.pool.options().clone().create(false), self.0.pool.location())
    }

    /// Applies the settings of the options again, after something has changed them.
    pub(crate) fn restore(&self, connection: &Connection) -> Result<(), Error> {
        connection::restore(connection, self.0.pool.options(), self.0.pool.location())
    }

    /// Runs statements on a connection of the pool.
    pub(crate) fn perform(
        &self,
        statements: &mut StatementList,
        writes: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        let pool = &self.0.pool;
        let connection = if writes { pool.writer()? } else { pool.reader()? };
        run(&connection, statements, writes, sink)
    }

    /// Under bounds, which hold from the wait for a connection on.
    #[cold]
    pub(crate) fn perform_within(
        &self,
        watch: Watch,
        statements: &mut StatementList,
        writes: bool,
        sink: &mut dyn Sink,
    ) -> Result<(), Error> {
        watch.check()?;
        let pool = &self.0.pool;
        let connection = if writes { pool.writer_within(&watch)? } else { pool.reader_within(&watch)? };
        let _watching = watch.install(&connection)?;
        run(&connection, statements, writes, sink)
    }
}

/// Runs statements outside of a transaction of the program.
#[inline]
fn run(
    connection: &Checkout<'_>,
    statements: &mut StatementList,
    writes: bool,
    sink: &mut dyn Sink,
) -> Result<(), Error> {
    statement::run(connection, statements, writes, sink).map_err(|error| failed(connection, writes, error))
}

#[cold]
fn failed(connection: &Checkout<'_>, writes: bool, error: Error) -> Error {
    let error = if writes && error.is_storage_failure() { stay_undone(connection, error) } else { error };
    connection.failed(&error);
    error
}

#[diagnostic::do_not_recommend]
impl Engine for &Database {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.run_local(request)
    }

    fn limits(&self) -> Limits {
        self.0.limits
    }
}

#[diagnostic::do_not_recommend]
impl LocalEngine for &Database {
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        statement::decode(request, |statements, writes, sink| self.perform(statements, writes, sink))
    }
}

#[diagnostic::do_not_recommend]
impl Engine for Database {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.run_local(request)
    }

    fn limits(&self) -> Limits {
        self.0.limits
    }
}

#[diagnostic::do_not_recommend]
impl LocalEngine for Database {
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        (&self).run_local(request)
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Database").field("location", self.0.pool.location()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
