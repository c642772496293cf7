//! A database whose queries are awaited.

use std::future::Future;
use std::panic::Location;
use std::path::Path;

use orm_core::engine::{Decoder, Engine, Limits, LocalEngine, Request};
use orm_core::error::Error;

use super::gate::Gates;
use super::job::{self, Answer, CancelOnDrop};
use super::stream::{self, RowStream};
use super::transaction::AsyncTransaction;
use super::watch::AsyncWatch;
use crate::access::{Read, Write};
use crate::database::{Closed, Database};
use crate::deadline::{Limited, WithLimits as _};
use crate::transaction::{ReadTransaction, Transaction};

/// A [`Database`] whose queries are awaited, on tokio. A clone is another handle to the same database.
///
/// The futures are `Send`, and hold no borrow of the database: an axum handler may keep one, or a transaction, across an `await`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::AsyncDatabase;
///
/// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
/// # let db = database()?;
/// let db = AsyncDatabase::from(db);
/// let ada: User = db.find::<User>(1).one().await?;
/// db.update::<User>().set(User::NAME.to("Countess")).filter(User::ID.eq(ada.id)).run().await?;
/// assert_eq!(db.select::<User>().filter(User::NAME.eq("Countess")).count().await?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// # }).unwrap();
/// ```
#[derive(Debug, Clone)]
pub struct AsyncDatabase {
    pub(super) db: Database,
    pub(super) gates: Gates,
}

impl From<Database> for AsyncDatabase {
    fn from(db: Database) -> Self {
        let gates = Gates::new(&db);
        Self { db, gates }
    }
}

impl AsyncDatabase {
    /// Opens a file as [`Database::open`] does. For other settings: `AsyncDatabase::from(Database::options()..open()?)`, which blocks for
    /// as long as SQLite needs to open the file.
    ///
    /// # Errors
    ///
    /// As [`Options::open`](crate::Options::open).
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::open(&path).await?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref().to_owned();
        job::run(move || Database::open(path)).await.map(Self::from)
    }

    /// The database itself, for what is done on this thread: migrations, backups, registering functions. Its calls block.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// let db = AsyncDatabase::from(database()?);
    /// assert_eq!(db.blocking().select::<User>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn blocking(&self) -> &Database {
        &self.db
    }

    /// Runs some work with the database on a thread for blocking work, in one hop.
    ///
    /// It waits for no connection before it starts; the calls in it do.
    ///
    /// # Errors
    ///
    /// What the work fails with.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let names = db.call(|db| db.select::<User>().columns(User::NAME).all()).await?;
    /// assert_eq!(names, ["Ada", "Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn call<T, E>(&self, work: impl FnOnce(&Database) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let db = self.db.clone();
        job::run(move || work(&db)).await
    }

    /// Runs a closure in a transaction, in one hop: [`Database::transaction`]. The closure does not await; for work that does there is
    /// [`begin`](Self::begin).
    ///
    /// # Errors
    ///
    /// As [`Database::try_transaction`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let deleted = db.transaction(|tx| tx.delete::<Comment>().all_rows().run()).await?;
    /// assert_eq!(deleted, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn transaction<T, E>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let permit = self.gates.enter(&self.db, true).await?;
        let (db, mut cancel) = (self.db.clone(), CancelOnDrop::new());
        let token = cancel.token.clone();
        let done = job::run(move || {
            let _permit = permit;
            db.with_cancel(&token).try_transaction(work)
        });
        let done = done.await;
        cancel.disarm();
        done
    }

    /// Runs a closure that only reads, in one hop: [`Database::read_transaction`].
    ///
    /// # Errors
    ///
    /// As `read_transaction`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let counts = db.read_transaction(|tx| Ok((tx.select::<User>().count()?, tx.select::<Post>().count()?))).await?;
    /// assert_eq!(counts, (3, 3));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn read_transaction<T: Send + 'static>(
        &self,
        work: impl FnOnce(&ReadTransaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.gates.enter(&self.db, false).await?;
        let (db, mut cancel) = (self.db.clone(), CancelOnDrop::new());
        let token = cancel.token.clone();
        let done = job::run(move || {
            let _permit = permit;
            db.with_cancel(&token).read_transaction(work)
        });
        let done = done.await;
        cancel.disarm();
        done
    }

    /// Begins a transaction that takes the write lock at once, and is open until it is committed or dropped. Each query in it is a hop.
    ///
    /// A task that has one uses it, and not the database: nobody can tell which task asks, so that a write by the database waits for the
    /// transaction until [`Options::acquire_timeout`](crate::Options::acquire_timeout). What is there for transactions on one thread
    /// only, such as inner guards and `on_commit`, is there in the closure of [`transaction`](AsyncTransaction::transaction).
    ///
    /// # Errors
    ///
    /// As [`Database::begin`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let tx = db.begin().await?;
    /// tx.delete::<Comment>().all_rows().run().await?;
    /// tx.commit().await?;
    /// assert_eq!(db.select::<Comment>().count().await?, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    #[track_caller]
    pub fn begin(&self) -> impl Future<Output = Result<AsyncTransaction, Error>> + Send + use<> {
        AsyncTransaction::open(self.clone(), Location::caller())
    }

    /// Rows one by one, as a stream: `run` is given the database and what takes a row, and runs a query with `for_each`. It goes on only
    /// as fast as the stream is read: at most 64 rows wait. A stream that is dropped ends the query.
    ///
    /// The query has one of the connections for readers until its last row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let mut names = db.stream(|db, each| db.select::<User>().columns(User::NAME).for_each(each));
    /// let first: String = names.next().await.unwrap()?;
    /// assert_eq!(first, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub fn stream<R: Send + 'static>(
        &self,
        run: impl FnOnce(&Limited<'_, Database>, stream::Each<'_, R>) -> Result<(), Error> + Send + 'static,
    ) -> RowStream<R> {
        RowStream::of(self, run)
    }

    /// A query that runs again after each commit that concerns it: [`Database::watch`].
    ///
    /// # Errors
    ///
    /// As [`Database::watch`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// let mut admins = db.watch(|tx| tx.select::<User>().filter(User::ROLE.eq(Role::Admin)).all()).await?;
    /// assert_eq!(admins.next().await.unwrap()?[0].name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn watch<T: Send + 'static>(
        &self,
        work: impl FnMut(&ReadTransaction<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<AsyncWatch<T>, Error> {
        self.call(|db| db.watch(work)).await.map(AsyncWatch::new)
    }

    /// Closes the database for all of its handles: [`Database::close`]. Nobody is let in any more as soon as it has begun, also if its
    /// future is dropped.
    ///
    /// # Errors
    ///
    /// As [`Database::close`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// use orm_sqlite::AsyncDatabase;
    ///
    /// # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
    /// let db = AsyncDatabase::from(database()?);
    /// db.close().await?;
    /// assert!(db.select::<User>().count().await.is_err_and(|error| error.is_closed()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// # }).unwrap();
    /// ```
    pub async fn close(&self) -> Result<Closed, Error> {
        let db = self.db.clone();
        job::run(move || db.close()).await
    }
}

#[diagnostic::do_not_recommend]
impl Engine for &AsyncDatabase {
    type Output<T: Send + 'static> = Answer<T>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Answer<D::Output>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        let request = job::called(request);
        let AsyncDatabase { db, gates } = self.clone();
        Box::pin(async move {
            let request = request?;
            let permit = gates.enter(&db, request.writes).await?;
            let mut cancel = CancelOnDrop::new();
            let token = cancel.token.clone();
            let done = job::run(move || {
                let _permit = permit;
                db.with_cancel(&token).engine().run_local(Ok(request))
            });
            let done = done.await;
            cancel.disarm();
            done
        })
    }

    fn limits(&self) -> Limits {
        self.db.engine().limits()
    }
}
