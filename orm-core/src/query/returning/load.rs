//! Writes that give back the rows they wrote with their relations.

use std::fmt;

use crate::engine::{Engine, Request, Unbound};
use crate::error::Error;
use crate::query::decoder::{FirstOf, Keeping, Must, Terms};
use crate::query::{Filtered, Insert, Update, Written as SaysWhat};
use crate::relation::{LoadQuery, RelationQuery, Relations, Written};
use crate::table::{PrimaryKey, Stored, Table};

/// A lowered write, and the load of the rows that it wrote.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let post = NewPost::builder().author_id(1).title("Bernoulli").build();
/// let post = db.insert(post).returning_query(|posts| posts.with_author().with_tags()).one()?;
/// assert_eq!((post.author.name.as_str(), post.tags.len()), ("Ada", 0));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a write does nothing until a method such as `all` runs it"]
pub struct ReturningQuery<D, Q: LoadQuery> {
    request: Result<Request<Written<Q>>, Error>,
    keeps: Terms,
    db: D,
}

impl<T: Stored, D: Engine, U> Insert<T, D, U> {
    /// Gives back the rows with relations, by a query of them: the closure adds `with_posts()` and the like.
    ///
    /// The rows are written, and then loaded by their primary keys in the same transaction, so that they are as the whole
    /// write left them. There is one for each row that was written, in the order of the input. A `filter` in the closure
    /// leaves rows out of what is given back; an order there does nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let again = NewUser::builder().email("ada@x.org").name("Countess").build();
    /// let upsert = db.insert(again).on_conflict(User::EMAIL).do_update_rest();
    /// let ada = upsert.returning_query(|users| users.with_posts().with_profile()).one()?;
    /// assert_eq!((ada.name.as_str(), ada.posts.len(), ada.profile.is_some()), ("Countess", 2, true));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning_query<X>(self, load: impl FnOnce(T::Query<Unbound>) -> X) -> ReturningQuery<D, X::Load>
    where
        T: Relations + PrimaryKey,
        X: RelationQuery<Root = T, Db = Unbound>,
    {
        let (statements, keeps, db) = self.statements(Written::<X::Load>::returning());
        let request = statements.and_then(|statements| Written::request(statements.lower()?, load(T::query())));
        ReturningQuery { request, keeps: keeps.into(), db }
    }
}

impl<T: Stored, D: Engine, A, F, S> Update<T, D, A, F, S> {
    /// Gives back the rows with relations, as they are after the update, by a query of them: the closure adds `with_posts()`
    /// and the like. They come in no promised order, and an order in the closure does nothing.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let update = db.update::<User>().set(User::NAME.to("Countess")).filter(User::ID.eq(1));
    /// let ada = update.returning_query(|users| users.with_posts_by(|posts| posts.limit(1))).one()?;
    /// assert_eq!((ada.name.as_str(), ada.posts.len()), ("Countess", 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn returning_query<X>(self, load: impl FnOnce(T::Query<Unbound>) -> X) -> ReturningQuery<D, X::Load>
    where
        T: Relations + PrimaryKey,
        X: RelationQuery<Root = T, Db = Unbound>,
        F: Filtered,
        A: SaysWhat,
    {
        let keeps = self.terms();
        let (statements, db) = self.statements(Written::<X::Load>::returning());
        let request = statements.and_then(|statements| Written::request(statements.lower()?, load(T::query())));
        ReturningQuery { request, keeps, db }
    }
}

impl<D: Engine, Q: LoadQuery> ReturningQuery<D, Q> {
    /// Runs the write and gives all rows.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let posts = ["Bernoulli", "Looms"].map(|title| NewPost::builder().author_id(1).title(title).build());
    /// let posts = db.insert_many(posts).returning_query(|posts| posts.with_author()).all()?;
    /// assert_eq!((posts[1].title.as_str(), posts[1].author.id), ("Looms", 1));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn all(self) -> D::Output<Vec<Q::Row>> {
        let keeps = self.keeps;
        self.db.run(self.request.map(|request| Request {
            statements: request.statements,
            writes: true,
            decoder: Keeping::new(request.decoder, keeps),
        }))
    }

    /// Runs the write and gives the first row, if any was written. All rows are written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let tag = NewTag::builder().name("math").build();
    /// let tag = db.insert(tag).on_conflict_do_nothing().returning_query(|tags| tags.with_posts()).get()?;
    /// assert!(tag.is_none());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn get(self) -> D::Output<Option<Q::Row>> {
        let keeps = self.keeps;
        self.db.run(self.request.map(|request| Request {
            statements: request.statements,
            writes: true,
            decoder: Keeping::new(FirstOf(request.decoder), keeps),
        }))
    }

    /// Runs the write and gives the first row, or an error for which [`Error::is_not_found`] is true. All rows are written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let update = db.update::<Post>().set(Post::PUBLISHED.to(true)).filter(Post::ID.eq(3));
    /// assert_eq!(update.returning_query(|posts| posts.with_author()).one()?.author.name, "Bob");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    pub fn one(self) -> D::Output<Q::Row> {
        let keeps = self.keeps;
        let table = Q::Root::schema().name;
        self.db.run(self.request.map(|request| Request {
            statements: request.statements,
            writes: true,
            decoder: Keeping::new(Must { row: FirstOf(request.decoder), table }, keeps),
        }))
    }
}

impl<D, Q: LoadQuery> fmt::Debug for ReturningQuery<D, Q> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReturningQuery").field("table", &Q::Root::schema().name).finish_non_exhaustive()
    }
}
