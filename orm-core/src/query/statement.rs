//! Where queries start: on a handle, or unbound on the table.

use super::delete::Delete;
use super::find::IntoKey;
use super::insert::{ColumnList, Insert, Targets};
use super::select::Select;
use super::subquery::Subquery;
use super::update::{Update, UpdateMany};
use crate::column::{NamedColumn, parse_order};
use crate::engine::{Engine, Unbound};
use crate::error::Error;
use crate::expr::{Assignments, Order};
use crate::scope::{ModelOf, Nested, Of, Outermost};
use crate::table::{Insertable, Patch, PrimaryKey, Stored, Table, TableRow};
use crate::value::IntoValue;

/// The builders without a database: they can be stored, and bound with `using`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let drafts = Post::select().filter(Post::PUBLISHED.eq(false));
/// assert_eq!(drafts.using(&db).count()?, 1);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait TableExt: Table {
    /// All rows of the table, without a database: the same builder as `db.select::<User>()`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let first = User::select().order_by(User::NAME).limit(1);
    /// assert_eq!(first.using(&db).one()?.name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn select() -> Select<Self, Unbound, Self::Row> {
        Select::whole(Self::source(), Unbound)
    }

    /// All rows of the table, as a subquery that may name the columns of the query it stands in.
    ///
    /// The scope `O` of that query is inferred, and checked: a column of a table that neither query has is an error at
    /// that column. A table that is in both queries is named under an alias in one of them. A subquery that names
    /// nothing outside may start with `select` as well.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let own_drafts = Post::correlated().filter(Post::AUTHOR_ID.eq(User::ID)).filter(Post::PUBLISHED.eq(false));
    /// assert_eq!(db.select::<User>().filter(exists(own_drafts)).one()?.name, "Bob");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn correlated<O>() -> Select<Nested<O, Self>, Unbound, Self::Row> {
        Select::whole(Self::source(), Unbound)
    }

    /// An insert of one row, without a database.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let insert = Tag::insert(NewTag::builder().name("verse").build());
    /// assert_eq!(insert.using(&db).returning().one()?.id, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn insert<N: Insertable<Table = U>, U>(row: N) -> Insert<Self, Unbound> where Self: Stored, Of<U>: ModelOf<Self> {
        Insert::one(row, Unbound)
    }

    /// An insert of any number of rows, without a database: for a batch beside other writes.
    ///
    /// As on a database, it is one statement for each fifty rows, and none for no rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tags = ["verse", "prose"].map(|name| NewTag::builder().name(name).build());
    /// let (written, deleted) = db.batch((Tag::insert_many(tags), Post::delete().filter(Post::ID.eq(3))))?;
    /// assert_eq!((written, deleted), (2, 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn insert_many<N: Insertable<Table = U>, U>(rows: impl IntoIterator<Item = N>) -> Insert<Self, Unbound> where Self: Stored, Of<U>: ModelOf<Self> {
        Insert::new(rows, Unbound)
    }

    /// An insert of the rows of a select, without a database.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let names = User::select().columns(User::NAME);
    /// assert_eq!(Tag::insert_select(Tag::NAME, names).using(&db).run()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn insert_select<Q: Subquery<Outermost, R>, C: Targets<Self, R>, R>(columns: C, select: Q) -> Insert<Self, Unbound> where Self: Stored {
        Insert::select(columns, select, Unbound)
    }

    /// The column with a name in the database, for names that come with a request.
    ///
    /// # Errors
    ///
    /// When the table has no column of that name; the error names the table alone.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let last = db.select::<User>().order_by(User::column_by_name("name")?.desc()).one()?;
    /// assert_eq!(last.name, "Cleo");
    /// assert!(User::column_by_name("password").is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn column_by_name(name: &str) -> Result<NamedColumn<Self>, Error> {
        NamedColumn::find(name)
    }

    /// The order that a text such as `-created_at,name` says: names of columns, each after a `-` if it is descending.
    ///
    /// Only the given columns may be ordered by. An empty text is no order at all.
    ///
    /// # Errors
    ///
    /// When a name is not one of the columns, or stands there twice. The error does not show the text.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let order = User::parse_order("-logins, name", (User::LOGINS, User::NAME))?;
    /// assert_eq!(db.select::<User>().order_by(order).columns(User::NAME).all()?, ["Cleo", "Ada", "Bob"]);
    /// assert!(User::parse_order("email", (User::LOGINS, User::NAME)).is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn parse_order<C: ColumnList<Self>>(text: &str, allowed: C) -> Result<Vec<Order<Self>>, Error> {
        parse_order(text, &allowed.positions())
    }

    /// An insert of one row, without a database, whose values are written as assignments.
    ///
    /// A value may be a parameter of a prepared query, which no insert model takes. A column that is left out takes its
    /// default; one that has none is refused before the statement reaches SQLite.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let sign_up = db.prepare(|name: Param<String>, email: Param<String>| {
    ///     User::insert_values((User::NAME.to(name), User::EMAIL.to(email))).returning_columns(User::ID)
    /// })?;
    /// assert_eq!(sign_up.one(("Dan", "dan@x.org"))?, 4);
    ///
    /// let incomplete = User::insert_values(User::NAME.to("Dan")).using(&db).run();
    /// assert!(incomplete.is_err_and(|error| error.is_refused()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn insert_values<A: Assignments<Self>>(values: A) -> Insert<Self, Unbound> where Self: Stored {
        Insert::values(values)
    }

    /// An update, without a database. It needs `set` or `patch`, and `filter` or `all_rows`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let reset = User::update().set(User::LOGINS.to(0)).filter(User::ID.eq(1));
    /// assert_eq!(reset.using(&db).run()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn update() -> Update<Self, Unbound> where Self: Stored {
        Update::new(Unbound)
    }

    /// A delete, without a database. It needs `filter` or `all_rows`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let everything = Comment::delete().all_rows();
    /// assert_eq!(everything.using(&db).run()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn delete() -> Delete<Self, Unbound> where Self: Stored {
        Delete::new(Unbound)
    }
}

impl<T: Table> TableExt for T {}

/// The builders on a handle. `Database` and `Transaction` have the same as inherent methods of the same names.
#[doc(hidden)]
#[derive(Debug)]
pub struct Statements;

impl Statements {
    pub fn select<T: TableRow, D: Engine>(db: D) -> Select<T, D, T> {
        Select::whole(T::source(), db)
    }

    pub fn find<T: PrimaryKey, D: Engine>(db: D, key: impl IntoKey<T::Key>) -> Select<T, D, T> {
        Select::by_key(db, key)
    }

    pub fn insert<N: Insertable, D: Engine>(db: D, row: N) -> Insert<N::Table, D> {
        Insert::one(row, db)
    }

    pub fn insert_many<N: Insertable, D: Engine>(db: D, rows: impl IntoIterator<Item = N>) -> Insert<N::Table, D> {
        Insert::new(rows, db)
    }

    pub fn insert_select<T: Stored, Q: Subquery<Outermost, R>, C: Targets<T, R>, R, D: Engine>(
        db: D,
        columns: C,
        select: Q,
    ) -> Insert<T, D> {
        Insert::select(columns, select, db)
    }

    pub fn update<T: Stored, D: Engine>(db: D) -> Update<T, D> {
        Update::new(db)
    }

    pub fn update_many<K, P, T, D: Engine>(db: D, rows: impl IntoIterator<Item = (K, P)>) -> UpdateMany<T, D>
    where
        P: Patch<Table = T>,
        T: PrimaryKey + Stored,
        K: IntoValue<T::Key>,
    {
        UpdateMany::new(rows, db)
    }

    pub fn delete<T: Stored, D: Engine>(db: D) -> Delete<T, D> {
        Delete::new(db)
    }
}
