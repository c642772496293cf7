//! What handles have in common: the methods that start queries, and traits to be generic over handles.

mod handle;

pub use handle::Access;

use orm_core::engine::Engine;
use orm_core::error::Error;
use orm_core::query::{
    Batch, Build, Delete, DerivedTable, Insert, IntoKey, Params, Prepared, Select, Statement, Statements, Subquery,
    Targets, Update, UpdateMany,
};
use orm_core::relation::Relations;
use orm_core::scope::Outermost;
use orm_core::shape::{Shape, ShapeQuery, Without};
use orm_core::table::{Insertable, Patch, PrimaryKey, Stored, Table, TableRow};
use orm_core::value::IntoValue;

use crate::database::Database;
use crate::deadline::Limited;
use crate::transaction::{ReadTransaction, ReadTransactionGuard, Transaction, TransactionGuard};

mod sealed {
    pub trait Sealed {}
}

impl sealed::Sealed for Database {}
impl sealed::Sealed for Transaction<'_> {}
impl sealed::Sealed for ReadTransaction<'_> {}
impl sealed::Sealed for TransactionGuard<'_> {}
impl sealed::Sealed for ReadTransactionGuard<'_> {}
impl<H> sealed::Sealed for Limited<'_, H> {}

/// A handle that can read: a function that takes `&impl Read` works on a database and in a transaction.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// fn admins(db: &impl Read) -> Result<u64, orm_sqlite::Error> {
///     db.select::<User>().filter(User::ROLE.eq(Role::Admin)).count()
/// }
/// assert_eq!(admins(&db)?, 1);
/// assert_eq!(db.read_transaction(|tx| admins(tx))?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Read: sealed::Sealed {
    /// The handle as an engine, for what is bound to one: `User::select().using(db.engine())`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let admins = User::select().filter(User::ROLE.eq(Role::Admin));
    /// assert_eq!(admins.using(db.engine()).one()?.name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn engine(&self) -> Access<'_>;

    /// All rows of a table; `filter`, joins and the rest follow. Nothing runs before a method such as `all`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = db.select::<User>().order_by(User::NAME.desc()).limit(1).columns(User::NAME).all()?;
    /// assert_eq!(names, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn select<T: TableRow>(&self) -> Select<T, Access<'_>, T> {
        Statements::select(self.engine())
    }

    /// Selects from rows that are computed: `SELECT .. FROM (select) AS name`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(View)]
    /// struct Top {
    ///     title: String,
    /// }
    ///
    /// let top = Top::subquery(Post::select().order_by(Post::LIKES.desc()).limit(2).columns(Post::TITLE));
    /// assert_eq!(db.select_from(top).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn select_from<T: Table>(&self, source: DerivedTable<Outermost, T>) -> Select<T, Access<'_>, T::Row> {
        source.select_on(self.engine())
    }

    /// The row with a primary key, or with a tuple for a key of several columns. A table without a primary key does not
    /// compile here.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ada: User = db.find::<User>(1).one()?;
    /// assert_eq!(ada.name, "Ada");
    /// assert!(db.find::<PostTag>((1, 2)).get()?.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn find<T: PrimaryKey>(&self, key: impl IntoKey<T::Key>) -> Select<T, Access<'_>, T> {
        Statements::find(self.engine(), key)
    }

    /// All rows of a table, with the relations that `with_..` methods name.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.query::<User>().filter(User::posts().exists()).with_posts().order_by(User::ID).all()?;
    /// assert_eq!(users[0].posts.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn query<T: Relations>(&self) -> T::Query<Access<'_>> {
        T::query_on(self.engine())
    }

    /// All rows of a table, as a shape of it: a struct that derives [`Shape`](orm_derive::Shape), with exactly its columns and
    /// relations.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// #[derive(Shape)]
    /// #[shape(of = User)]
    /// struct Card {
    ///     name: String,
    ///     posts: Vec<Post>,
    /// }
    ///
    /// let cards = db.load::<Card>().filter(User::NAME.like("A%")).order_by(User::ID).all()?;
    /// assert_eq!((cards[0].name.as_str(), cards[0].posts.len()), ("Ada", 2));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn load<X: Shape>(&self) -> ShapeQuery<X, Access<'_>> where X::Params: Without<X> {
        X::load().using(self.engine())
    }

    /// The same for a shape whose attributes take values at run time.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// struct Liked {
    ///     more_than: i64,
    /// }
    ///
    /// #[derive(Shape)]
    /// #[shape(of = User, params = Liked)]
    /// struct Card {
    ///     #[shape(filter = Post::LIKES.gt(params.more_than))]
    ///     posts: Vec<Post>,
    /// }
    ///
    /// let card = db.load_with::<Card>(Liked { more_than: 5 }).find(1).one()?;
    /// assert_eq!(card.posts.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn load_with<X: Shape>(&self, params: X::Params) -> ShapeQuery<X, Access<'_>> {
        X::load_with(params).using(self.engine())
    }

    /// Runs several queries as one: a tuple of up to 16 without a database, or a `Vec` of equal ones.
    ///
    /// If any of them writes they run in one transaction, which takes the write lock at its beginning, and all or none of them
    /// take effect; otherwise they read one snapshot. The answer is a tuple, or a `Vec`: the rows of a select, of a
    /// relational query and of a `returning`, and the number of rows of any other write. Within a transaction an error takes the
    /// batch back and leaves the rest of the transaction. A read transaction refuses a batch that writes.
    ///
    /// # Errors
    ///
    /// What any of the queries fails with.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let (deleted, added, tags): (u64, Vec<Tag>, Vec<String>) = db.batch((
    ///     PostTag::delete().filter(PostTag::TAG_ID.eq(2)),
    ///     Tag::insert(NewTag::builder().name("verse").build()).returning(),
    ///     Tag::select().order_by(Tag::ID).columns(Tag::NAME),
    /// ))?;
    /// assert_eq!((deleted, added[0].id), (1, 3));
    /// assert_eq!(tags, ["math", "machines", "verse"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn batch<B: Batch>(&self, batch: B) -> Result<B::Output, Error> {
        self.engine().run(batch.request())
    }

    /// Lowers a query once, to be run with other arguments each time.
    ///
    /// The closure takes its parameters as one `Param` or `ParamList`, as several arguments, or as a tuple of them, and
    /// gives a query without a database. `Database` has a method of its own, whose prepared query is owned.
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
    /// let logins = db.read_transaction(|tx| {
    ///     let of = tx.prepare(|name: Param<String>| User::select().filter(User::NAME.eq(name)).columns(User::LOGINS))?;
    ///     Ok((of.one("Ada")?, of.one("Cleo")?))
    /// })?;
    /// assert_eq!(logins, (3, 5));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn prepare<A: Params, Q: Statement, M>(&self, build: impl Build<A, Q, M>) -> Result<Prepared<Access<'_>, A, Q>, Error> {
        Prepared::new(self.engine(), build)
    }
}

/// A handle that can write: a function that takes `&impl Write` works on a database and within a transaction.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// fn tag(db: &impl Write, post: i64, name: &str) -> Result<(), orm_sqlite::Error> {
///     db.transaction(|tx| {
///         let tag = tx.insert(NewTag::builder().name(name).build()).returning().one()?;
///         tx.insert(NewPostTag::builder().post_id(post).tag_id(tag.id).build()).run()?;
///         Ok(())
///     })
/// }
/// tag(&db, 3, "verse")?;
/// db.transaction(|tx| tag(tx, 3, "prose"))?;
/// assert_eq!(db.query::<Post>().find(3).with_tags().one()?.tags.len(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Write: Read {
    /// An insert of one row.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tag = db.insert(NewTag::builder().name("verse").build()).returning().one()?;
    /// assert_eq!(tag, Tag { id: 3, name: "verse".to_owned() });
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn insert<N: Insertable>(&self, row: N) -> Insert<N::Table, Access<'_>> {
        Statements::insert(self.engine(), row)
    }

    /// An insert of many rows, all or none. The rows may set different columns.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = ["verse", "math"].map(|name| NewTag::builder().name(name).build());
    /// assert!(db.insert_many(tags).run().is_err_and(|error| error.is_unique_violation()));
    /// assert_eq!(db.select::<Tag>().count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn insert_many<N: Insertable>(&self, rows: impl IntoIterator<Item = N>) -> Insert<N::Table, Access<'_>> {
        Statements::insert_many(self.engine(), rows)
    }

    /// An insert of the rows of a select: the columns to fill, and a select that gives as many, of the same types.
    ///
    /// A column that is required and not among them is an error before the statement is prepared, and so is one whose value
    /// comes from a `default_fn`: SQLite cannot call it for each row. The database's own defaults work. All rows are
    /// written or none, in the order of the select.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let drafts = Post::select()
    ///     .inner_join::<User>()
    ///     .on(Post::AUTHOR_ID.eq(User::ID))
    ///     .filter(Post::PUBLISHED.eq(false))
    ///     .columns((Post::ID, User::ID, Post::TITLE));
    /// let comments =
    ///     db.insert_select((Comment::POST_ID, Comment::AUTHOR_ID, Comment::BODY), drafts).returning().all()?;
    /// assert_eq!(comments, [Comment { id: 4, post_id: 3, author_id: 2, body: "Draft".to_owned() }]);
    ///
    /// let names = User::select().columns(User::NAME);
    /// let refused = db.insert_select(User::NAME, names).run().unwrap_err();
    /// assert_eq!(refused.to_string(), "an insert from a select into `users`: column `email` is required");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn insert_select<Q: Subquery<Outermost, R>, C: Targets<T, R>, T: Stored, R>(&self, columns: C, select: Q) -> Insert<T, Access<'_>> {
        Statements::insert_select(self.engine(), columns, select)
    }

    /// An update, which needs `set` or `patch`, and `filter` or `all_rows`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let changed = db.update::<User>().set(User::LOGINS.to(User::LOGINS.add(1))).filter(User::ID.eq(1)).run()?;
    /// assert_eq!(changed, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn update<T: Stored>(&self) -> Update<T, Access<'_>> {
        Statements::update(self.engine())
    }

    /// An update of many rows, each with changes of its own: pairs of a primary key and an update model. All are written or
    /// none; a key that stands there twice is an error, and one that no row has changes nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let renamed = |name: &str| UserPatch { name: Set::Value(name.to_owned()), ..UserPatch::default() };
    /// assert_eq!(db.update_many([(1, renamed("Countess")), (2, renamed("Robert"))]).run()?, 2);
    /// assert_eq!(db.select::<User>().order_by(User::ID).columns(User::NAME).all()?, ["Countess", "Robert", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn update_many<K, P, T>(&self, rows: impl IntoIterator<Item = (K, P)>) -> UpdateMany<T, Access<'_>>
    where
        P: Patch<Table = T>,
        T: PrimaryKey + Stored,
        K: IntoValue<T::Key>,
    {
        Statements::update_many(self.engine(), rows)
    }

    /// A delete, which needs `filter` or `all_rows`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.delete::<Post>().filter(Post::PUBLISHED.eq(false)).run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn delete<T: Stored>(&self) -> Delete<T, Access<'_>> {
        Statements::delete(self.engine())
    }

    /// Runs a closure in a transaction: of its own on a database, within the one that is open on a transaction.
    ///
    /// # Errors
    ///
    /// What the closure gives, and what SQLite fails with when the transaction begins or is committed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// fn rename(db: &impl Write, id: i64, name: &str) -> Result<(), orm_sqlite::Error> {
    ///     db.transaction(|tx| {
    ///         tx.update::<User>().set(User::NAME.to(name)).filter(User::ID.eq(id)).run()?;
    ///         tx.find::<User>(id).one()?;
    ///         Ok(())
    ///     })
    /// }
    /// rename(&db, 1, "Grace")?;
    /// assert!(rename(&db, 99, "Nobody").is_err_and(|error| error.is_not_found()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn transaction<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.try_transaction(work)
    }

    /// A `transaction` whose closure fails with an error type of the program's own.
    ///
    /// # Errors
    ///
    /// As `transaction`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// fn refuse(db: &impl Write) -> Result<(), Box<dyn std::error::Error>> {
    ///     db.try_transaction(|tx| {
    ///         tx.delete::<Comment>().all_rows().run()?;
    ///         Err("not today".into())
    ///     })
    /// }
    /// assert!(refuse(&db).is_err());
    /// assert_eq!(db.select::<Comment>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn try_transaction<T, E: From<Error>>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, E>) -> Result<T, E>;
}
