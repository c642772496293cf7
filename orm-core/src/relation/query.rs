//! Relational queries: rows of a table with the relations that the query names.

use super::loader;
use super::slot::Slots;
use super::tree::{LoadQuery, Tree};
use crate::ast::{Deleted, add_equal};
use crate::engine::{Engine, Request, Sql, Unbound};
use crate::error::Error;
use crate::expr::{Expr, IntoOrder, RowKind};
use crate::query::IntoRowCount;
use crate::query::decoder::{FirstOf, Must};
use crate::query::keyset::Keyset;
use crate::query::page::{self, Page};
use crate::sql;
use crate::table::{PrimaryKey, SoftDeletes, Table, TableRow};

/// A struct that derives `Relations`: it can be queried with its relations.
///
/// The derive makes the query type with a `with_..` method for each relation, the row type with a field for each, and a
/// [`Handle`](super::Handle) for each.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::relation::Relations;
///
/// fn number_of<T: Relations>(db: &Database) -> Result<u64, orm_sqlite::Error> {
///     db.query::<T>().count()
/// }
/// assert_eq!(number_of::<User>(&db)?, 3);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relational query",
    label = "`{Self}` does not derive `Relations`",
    note = "add `#[derive(Relations)]` to the struct; it needs no relations"
)]
pub trait Relations: TableRow {
    /// The query type, on a handle.
    type Query<D>: RelationQuery<Root = Self, Db = D>;

    /// A query of all rows on a handle, with nothing loaded: what `db.query::<User>()` calls.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// use orm_sqlite::relation::Relations;
    ///
    /// assert_eq!(User::query_on(&db).with_posts().all()?.len(), 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn query_on<D>(db: D) -> Self::Query<D>;

    /// A query without a database. It is written down and compared as SQL; `with_x_by` makes such queries inside of others.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let statements = User::query().with_posts().to_sql()?;
    /// assert_eq!(statements.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn query() -> Self::Query<Unbound> {
        Self::query_on(Unbound)
    }
}

/// `Self` derives `Relations`, asked inside of a query on the handle `D`.
///
/// The handle keeps the question open until a `with_x_by` is called: a struct without `Relations` may be related to.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no relational query",
    label = "`{Self}` does not derive `Relations`",
    note = "add `#[derive(Relations)]` to the struct; it needs no relations"
)]
pub trait RelationsOn<D>: TableRow {
    /// The query type, without a database.
    type Query: RelationQuery<Root = Self, Db = Unbound>;

    /// A query of all rows, with nothing loaded.
    fn unbound() -> Self::Query;
}

#[diagnostic::do_not_recommend]
impl<T: Relations, D> RelationsOn<D> for T {
    type Query = T::Query<Unbound>;

    fn unbound() -> Self::Query {
        T::query()
    }
}

/// The methods of every relational query; in the prelude.
///
/// `filter` repeats as AND, `order_by` appends, `limit` and `offset` replace. Inside of `with_x_by`, `limit` and
/// `offset` count the rows of each parent. A load is one statement for each level, and all levels see one snapshot.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let users = db
///     .query::<User>()
///     .with_posts_by(|posts| posts.filter(Post::PUBLISHED.eq(true)).order_by(Post::LIKES.desc()).limit(1).with_comments())
///     .order_by(User::ID)
///     .all()?;
/// assert_eq!(users[0].posts[0].title, "Engines");
/// assert_eq!(users[0].posts[0].comments[0].body, "Wow");
/// assert!(users[1].posts.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait RelationQuery: Sized {
    /// The table.
    type Root: TableRow;
    /// The handle.
    type Db;
    /// The slots.
    type Slots: Slots;
    /// The load that the query is.
    type Load: LoadQuery<Root = Self::Root, Slots = Self::Slots>;
    /// The table between that the query reads too, `()` for none.
    #[doc(hidden)]
    type Link;

    /// What the query holds.
    #[doc(hidden)]
    fn tree(self) -> Tree<Self::Root, Self::Db, Self::Slots>;

    /// The query from what it holds.
    #[doc(hidden)]
    fn from_tree(tree: Tree<Self::Root, Self::Db, Self::Slots>) -> Self;

    /// `WHERE`: keeps the rows for which the predicate is true. Repeated, all must be true.
    ///
    /// Inside of `with_x_by` it filters the children; a parent without any stays, with an empty slot.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.query::<User>().filter(User::posts().exists()).with_posts().all()?;
    /// assert_eq!(users.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn filter<K: RowKind>(self, predicate: Expr<Self::Root, bool, K>) -> Self {
        let mut tree = self.tree();
        tree.select.filter.push(predicate.node);
        Self::from_tree(tree)
    }

    /// A filter, if there is one; `None` changes nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let role: Option<Role> = None;
    /// let users = db.query::<User>().filter_opt(role.map(|role| User::ROLE.eq(role))).all()?;
    /// assert_eq!(users.len(), 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn filter_opt<K: RowKind>(self, predicate: Option<Expr<Self::Root, bool, K>>) -> Self {
        match predicate {
            Some(predicate) => self.filter(predicate),
            None => self,
        }
    }

    /// The row with a primary key; a tuple for a key of several columns.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let engines = db.query::<Post>().find(2).with_tags().one()?;
    /// assert_eq!(engines.tags.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn find(self, key: impl crate::query::IntoKey<<Self::Root as PrimaryKey>::Key>) -> Self
    where
        Self::Root: PrimaryKey,
    {
        let mut tree = self.tree();
        add_equal(&mut tree.select.filter, Self::Root::source(), key.into_nodes());
        Self::from_tree(tree)
    }

    /// Appends to the order: a column, `.asc()` or `.desc()`, a tuple of them, or a `Vec`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.query::<User>().order_by(User::NAME.desc()).with_posts_by(|posts| posts.order_by(Post::TITLE)).all()?;
    /// assert_eq!(users[2].posts[0].title, "Engines");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn order_by<O: IntoOrder<Self::Root, K, I>, K: RowKind, I>(self, order: O) -> Self {
        let mut tree = self.tree();
        order.append(&mut tree.select.order_by);
        Self::from_tree(tree)
    }

    /// At most so many rows; of each parent, inside of `with_x_by`.
    ///
    /// There, without an order of its own, the rows with the smallest primary keys are kept.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.query::<User>().limit(1).with_posts_by(|posts| posts.limit(1)).all()?;
    /// assert_eq!((users.len(), users[0].posts.len()), (1, 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn limit<N: IntoRowCount>(self, rows: N) -> Self {
        let mut tree = self.tree();
        tree.select.limit = Some(rows.into_row_count());
        Self::from_tree(tree)
    }

    /// Leaves out the first rows; of each parent, inside of `with_x_by`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ada = db.query::<User>().find(1).with_posts_by(|posts| posts.order_by(Post::ID).offset(1)).one()?;
    /// assert_eq!(ada.posts[0].title, "Engines");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn offset<N: IntoRowCount>(self, rows: N) -> Self {
        let mut tree = self.tree();
        tree.select.offset = Some(rows.into_row_count());
        Self::from_tree(tree)
    }

    /// Deleted rows too, where the table has a soft delete; of each parent, inside of `with_x_by`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let db = Database::open_in_memory()?;
    /// # #[derive(Table, Relations, Debug)]
    /// # #[table(soft_delete = deleted_at)]
    /// # struct Note {
    /// #     #[column(primary_key)]
    /// #     id: i64,
    /// #     deleted_at: Option<Timestamp>,
    /// # }
    /// db.create_tables(&schema!(Note))?;
    /// db.insert_many([NewNote::builder().build(), NewNote::builder().build()]).run()?;
    /// db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    /// assert_eq!(db.query::<Note>().all()?.len(), 1);
    /// assert_eq!(db.query::<Note>().with_deleted().all()?.len(), 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn with_deleted(self) -> Self
    where
        Self::Root: SoftDeletes,
    {
        let mut tree = self.tree();
        tree.select.from.deleted = Deleted::With;
        Self::from_tree(tree)
    }

    /// Only deleted rows, of a table with a soft delete.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// # let db = Database::open_in_memory()?;
    /// # #[derive(Table, Relations, Debug)]
    /// # #[table(soft_delete = deleted_at)]
    /// # struct Note {
    /// #     #[column(primary_key)]
    /// #     id: i64,
    /// #     deleted_at: Option<Timestamp>,
    /// # }
    /// db.create_tables(&schema!(Note))?;
    /// db.insert_many([NewNote::builder().build(), NewNote::builder().build()]).run()?;
    /// db.delete::<Note>().filter(Note::ID.eq(1)).run()?;
    /// assert_eq!(db.query::<Note>().only_deleted().one()?.id, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn only_deleted(self) -> Self
    where
        Self::Root: SoftDeletes,
    {
        let mut tree = self.tree();
        tree.select.from.deleted = Deleted::Only;
        Self::from_tree(tree)
    }

    /// All rows, with the relations that are loaded.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.query::<User>().with_posts().all()?;
    /// let posts: usize = users.iter().map(|user| user.posts.len()).sum();
    /// assert_eq!(posts, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn all(self) -> <Self::Db as Engine>::Output<Vec<<Self::Load as LoadQuery>::Row>>
    where
        Self::Db: Engine,
    {
        let tree = self.tree();
        let request = loader::request::<Self::Load>(tree.select, tree.slots);
        tree.db.run(request)
    }

    /// The first row, or `None`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.query::<User>().find(99).with_posts().get()?.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn get(self) -> <Self::Db as Engine>::Output<Option<<Self::Load as LoadQuery>::Row>>
    where
        Self::Db: Engine,
    {
        let mut tree = self.tree();
        tree.select.at_most_one();
        let request = loader::request::<Self::Load>(tree.select, tree.slots);
        tree.db.run(request.map(|request| Request {
            statements: request.statements,
            writes: false,
            decoder: FirstOf(request.decoder),
        }))
    }

    /// The first row, or an error for which [`Error::is_not_found`] is true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ada = db.query::<User>().find(1).with_posts().with_profile().one()?;
    /// assert_eq!(ada.profile.as_ref().map(|profile| profile.site.as_str()), Some("https://ada.example"));
    ///
    /// // What was not loaded can still be taken apart.
    /// let user: User = ada.into_inner();
    /// assert_eq!(user.name, "Ada");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn one(self) -> <Self::Db as Engine>::Output<<Self::Load as LoadQuery>::Row>
    where
        Self::Db: Engine,
    {
        let mut tree = self.tree();
        tree.select.at_most_one();
        let table = Self::Root::schema().name;
        let request = loader::request::<Self::Load>(tree.select, tree.slots);
        tree.db.run(request.map(|request| Request {
            statements: request.statements,
            writes: false,
            decoder: Must { row: FirstOf(request.decoder), table },
        }))
    }

    /// A page of the rows with their relations, and how many there are on all pages. Pages count from 1.
    ///
    /// All statements see one snapshot. The page's limit and offset replace those of the query.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let page = db.query::<User>().with_posts().order_by(User::ID).page(1, 2)?;
    /// assert_eq!((page.rows[1].posts.len(), page.total), (1, 3));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn page(self, number: u64, size: u64) -> <Self::Db as Engine>::Output<Page<<Self::Load as LoadQuery>::Row>>
    where
        Self::Db: Engine,
    {
        let mut tree = self.tree();
        let paged = page::limit(&mut tree.select, number, size).and_then(|()| {
            let rows = loader::request::<Self::Load>(tree.select.clone(), tree.slots)?;
            page::request(&tree.select, rows, number, size)
        });
        tree.db.run(paged)
    }

    /// Pages that begin behind a row, or end before one: see [`Keyset`]. The order is the query's own.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let page = db.query::<User>().with_posts().order_by(User::LOGINS.desc()).keyset(2).page()?;
    /// assert_eq!((page.rows[1].name.as_str(), page.rows[1].posts.len()), ("Ada", 2));
    /// assert!(page.next.is_some());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn keyset(self, size: u64) -> Keyset<Self> {
        Keyset::new(self, size)
    }

    /// How many rows there are; nothing is loaded. A `limit` counts.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert_eq!(db.query::<User>().with_posts().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn count(self) -> <Self::Db as Engine>::Output<u64>
    where
        Self::Db: Engine,
    {
        let tree = self.tree();
        tree.db.run(scalar::<Self::Root, u64>(sql::count(&tree.select)))
    }

    /// Whether there is a row; nothing is loaded.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.query::<User>().filter(User::ROLE.eq(Role::Admin)).exists()?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn exists(self) -> <Self::Db as Engine>::Output<bool>
    where
        Self::Db: Engine,
    {
        let tree = self.tree();
        tree.db.run(scalar::<Self::Root, bool>(sql::exists(&tree.select)))
    }

    /// The statements of the load, in the order in which they run. The keys that a statement binds are known only
    /// when it runs.
    ///
    /// # Errors
    ///
    /// When a value cannot be bound.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// let statements = User::query().filter(User::ID.eq(1)).with_posts().to_sql()?;
    /// assert!(statements[0].text.ends_with(r#"FROM "users" WHERE "users"."id" = ?"#));
    /// assert!(statements[1].text.contains(r#"FROM "posts""#));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn to_sql(self) -> Result<Vec<Sql>, Error> {
        let tree = self.tree();
        loader::request::<Self::Load>(tree.select, tree.slots)?.statements.lower()
    }
}

fn scalar<T: Table, R>(sql: Result<Sql, Error>) -> Result<Request<crate::query::decoder::One<R>>, Error> {
    let decoder = crate::query::decoder::One::new(T::schema().name);
    Ok(Request { statements: sql?.into(), writes: false, decoder })
}
