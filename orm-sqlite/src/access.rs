//! What handles have in common: the methods that start queries, and traits to be generic over handles.

use std::fmt;

use orm_core::engine::{Decoder, Engine, LocalEngine, Request};
use orm_core::error::Error;
use orm_core::query::{Delete, Insert, Select, Statements, Update};
use orm_core::relation::Relations;
use orm_core::table::{Insertable, PrimaryKey, TableRow};
use orm_core::value::IntoValue;

use crate::database::Database;
use crate::transaction::{ReadTransaction, Transaction};

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for Database {}
impl sealed::Sealed for Transaction<'_> {}
impl sealed::Sealed for ReadTransaction<'_> {}

/// A handle that can read: a function that takes `&impl Read` works on a database and in a transaction.
///
/// # Example
///
/// ```
/// use orm_sqlite::error::Error;
/// use orm_sqlite::table::TableRow;
/// use orm_sqlite::{Database, Read};
///
/// fn number_of<T: TableRow>(db: &impl Read) -> Result<u64, Error> {
///     db.select::<T>().count()
/// }
///
/// fn twice<T: TableRow>(db: &Database) -> Result<u64, Error> {
///     Ok(number_of::<T>(db)? + db.read_transaction(|tx| number_of::<T>(tx))?)
/// }
/// ```
pub trait Read: sealed::Sealed {
    /// The handle as an engine, for what is bound to one: `User::select().using(db.engine())`.
    fn engine(&self) -> Access<'_>;

    /// All rows of a table; `filter`, joins and the rest follow.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::table::TableRow;
    ///
    /// fn first_ten<T: TableRow>(db: &Database) -> Result<Vec<T>, Error> {
    ///     db.select::<T>().limit(10).all()
    /// }
    /// ```
    fn select<T: TableRow>(&self) -> Select<T, Access<'_>, T> {
        Statements::select(self.engine())
    }

    /// The row with a primary key.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::table::PrimaryKey;
    ///
    /// fn find<T: PrimaryKey<Key = i64>>(db: &Database, id: i64) -> Result<Option<T>, Error> {
    ///     db.find::<T>(id).get()
    /// }
    /// ```
    fn find<T: PrimaryKey>(&self, key: impl IntoValue<T::Key>) -> Select<T, Access<'_>, T> {
        Statements::find(self.engine(), key)
    }

    /// All rows of a table, with the relations that `with_..` methods name.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::relation::{RelationQuery, Relations};
    ///
    /// fn number_of<T: Relations>(db: &Database) -> Result<u64, Error> {
    ///     db.query::<T>().count()
    /// }
    /// ```
    fn query<T: Relations>(&self) -> T::Query<Access<'_>> {
        T::query_on(self.engine())
    }
}

/// A handle that can write.
///
/// # Example
///
/// ```
/// use orm_sqlite::error::Error;
/// use orm_sqlite::table::Insertable;
/// use orm_sqlite::Write;
///
/// fn add_both<N: Insertable>(db: &impl Write, one: N, other: N) -> Result<(), Error> {
///     db.transaction(|tx| {
///         tx.insert(one).run()?;
///         tx.insert(other).run()?;
///         Ok(())
///     })
/// }
/// ```
pub trait Write: Read {
    /// An insert of one row.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::table::Insertable;
    ///
    /// fn add<N: Insertable>(db: &Database, row: N) -> Result<N::Table, Error> {
    ///     db.insert(row).returning().one()
    /// }
    /// ```
    fn insert<N: Insertable>(&self, row: N) -> Insert<N::Table, Access<'_>> {
        Statements::insert(self.engine(), row)
    }

    /// An insert of many rows, all or none.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::table::Insertable;
    ///
    /// fn add_all<N: Insertable>(db: &Database, rows: Vec<N>) -> Result<u64, Error> {
    ///     db.insert_many(rows).run()
    /// }
    /// ```
    fn insert_many<N: Insertable>(&self, rows: impl IntoIterator<Item = N>) -> Insert<N::Table, Access<'_>> {
        Statements::insert_many(self.engine(), rows)
    }

    /// An update, which needs `set` or `patch`, and `filter` or `all_rows`.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::table::TableRow;
    ///
    /// fn change_all<T: TableRow>(db: &Database, patch: T::Patch) -> Result<u64, Error> {
    ///     db.update::<T>().patch(patch).all_rows().run()
    /// }
    /// ```
    fn update<T: TableRow>(&self) -> Update<T, Access<'_>> {
        Statements::update(self.engine())
    }

    /// A delete, which needs `filter` or `all_rows`.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::error::Error;
    /// use orm_sqlite::prelude::*;
    /// use orm_sqlite::table::TableRow;
    ///
    /// fn clear<T: TableRow>(db: &Database) -> Result<u64, Error> {
    ///     db.delete::<T>().all_rows().run()
    /// }
    /// ```
    fn delete<T: TableRow>(&self) -> Delete<T, Access<'_>> {
        Statements::delete(self.engine())
    }

    /// Runs a closure in a transaction: of its own on a database, within the one that is open on a transaction.
    ///
    /// # Errors
    ///
    /// What the closure gives, and what SQLite fails with when the transaction begins or is committed.
    fn transaction<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.try_transaction(work)
    }

    /// A `transaction` whose closure fails with an error type of the program's own.
    ///
    /// # Errors
    ///
    /// As `transaction`.
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E>;
}

impl Read for Database {
    fn engine(&self) -> Access<'_> {
        Access(Handle::Database(self))
    }
}

impl Read for Transaction<'_> {
    fn engine(&self) -> Access<'_> {
        Access(Handle::Transaction(self))
    }
}

impl Read for ReadTransaction<'_> {
    fn engine(&self) -> Access<'_> {
        Access(Handle::ReadTransaction(self))
    }
}

impl Write for Database {
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        self.try_transaction(work)
    }
}

impl Write for Transaction<'_> {
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E> {
        self.try_transaction(work)
    }
}

/// Any of the handles, as an engine.
#[derive(Clone, Copy)]
pub struct Access<'db>(Handle<'db>);

#[derive(Clone, Copy)]
enum Handle<'db> {
    Database(&'db Database),
    Transaction(&'db Transaction<'db>),
    ReadTransaction(&'db ReadTransaction<'db>),
}

#[diagnostic::do_not_recommend]
impl Engine for Access<'_> {
    type Output<T: Send + 'static> = Result<T, Error>;

    fn run<D>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error>
    where
        D: Decoder<Output: Send + 'static> + Send + 'static,
    {
        self.run_local(request)
    }
}

#[diagnostic::do_not_recommend]
impl LocalEngine for Access<'_> {
    fn run_local<D: Decoder>(self, request: Result<Request<D>, Error>) -> Result<D::Output, Error> {
        match self.0 {
            Handle::Database(db) => db.run_local(request),
            Handle::Transaction(tx) => tx.run_local(request),
            Handle::ReadTransaction(tx) => tx.run_local(request),
        }
    }
}

impl fmt::Debug for Access<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Handle::Database(db) => db.fmt(f),
            Handle::Transaction(tx) => tx.fmt(f),
            Handle::ReadTransaction(tx) => tx.fmt(f),
        }
    }
}
