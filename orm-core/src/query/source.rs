//! Sources of a query whose rows are computed: a subquery, a table function.

use std::fmt;
use std::marker::PhantomData;

use super::cte::{Cte, Recursive};
use super::join::Joining;
use super::select::Select;
use super::view::ViewQuery;
use crate::ast::{JoinKind, SourceRows};
use crate::engine::Unbound;
use crate::scope::{InnerJoin, LeftJoin, Outermost, Scope};
use crate::table::{Table, View};

/// Rows with the columns of `T` that are computed in a query with the scope `S`: `(select) AS name`, or a table function.
///
/// It is made by [`subquery`](ViewExt::subquery) and given to `select_from`, `inner_join_from`, `left_join_from` or
/// `cross_join_from`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query::DerivedTable;
///
/// #[derive(View, Debug, PartialEq)]
/// struct Latest {
///     author_id: i64,
///     post_id: Option<i64>,
/// }
///
/// fn latest<S>() -> DerivedTable<S, Latest> {
///     Latest::subquery(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, Post::ID.max())))
/// }
/// assert_eq!(db.select_from(latest()).all()?[0], Latest { author_id: 1, post_id: Some(2) });
///
/// let titles: Vec<(String, Option<String>)> = db
///     .select::<User>()
///     .left_join_from(latest())
///     .on(Latest::AUTHOR_ID.eq(User::ID))
///     .left_join::<Post>()
///     .on(Post::ID.eq(Latest::POST_ID))
///     .order_by(User::ID)
///     .columns((User::NAME, Post::TITLE))
///     .all()?;
/// assert_eq!(titles[0], ("Ada".to_owned(), Some("Engines".to_owned())));
/// assert_eq!(titles[2], ("Cleo".to_owned(), None));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a source does nothing until a query selects from it"]
pub struct DerivedTable<S, T> {
    rows: SourceRows,
    types: PhantomData<fn() -> (S, T)>,
}

impl<S, T: Table> DerivedTable<S, T> {
    pub(crate) const fn new(rows: SourceRows) -> Self {
        Self { rows, types: PhantomData }
    }
}

impl<T: Table> DerivedTable<Outermost, T> {
    /// All of the rows, without a database: `SELECT .. FROM (select) AS name`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Name { name: String }
    /// let names = Name::subquery(User::select().columns(User::NAME).union(Tag::select().columns(Tag::NAME)));
    /// assert_eq!(names.select().filter(Name::NAME.starts_with("m")).using(&db).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn select(self) -> Select<T, Unbound, T::Row> {
        self.select_on(Unbound)
    }

    /// All of the rows, on a handle.
    #[doc(hidden)]
    pub fn select_on<D>(self, db: D) -> Select<T, D, T::Row> {
        Select::whole(T::source(), db).reading(self.rows)
    }
}

#[rustfmt::skip]
impl<S, D, R> Select<S, D, R> {
    /// `INNER JOIN (select) AS name ON ..`: as [`inner_join`](Self::inner_join), with rows that are computed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Activity { author_id: i64, posts: i64 }
    /// let activity = Activity::subquery(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count())));
    /// let users = db.select::<User>().inner_join_from(activity).on(Activity::AUTHOR_ID.eq(User::ID));
    /// assert_eq!(users.filter(Activity::POSTS.gt(1)).columns(User::NAME).all()?, ["Ada"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn inner_join_from<T: Table>(self, source: DerivedTable<S, T>) -> Joining<InnerJoin<S, T>, D> {
        self.joining_from(JoinKind::Inner, T::source(), source.rows)
    }

    /// `LEFT JOIN (select) AS name ON ..`: as [`left_join`](Self::left_join), with rows that are computed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Activity { author_id: i64, posts: i64 }
    /// let activity = Activity::subquery(Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count())));
    /// let users = db.select::<User>().left_join_from(activity).on(Activity::AUTHOR_ID.eq(User::ID));
    /// assert_eq!(users.filter(Activity::POSTS.is_null()).columns(User::NAME).all()?, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn left_join_from<T: Table>(self, source: DerivedTable<S, T>) -> Joining<LeftJoin<S, T>, D> {
        self.joining_from(JoinKind::Left, T::source(), source.rows)
    }

    /// `CROSS JOIN (select) AS name`: every row with every computed row. It has no condition.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Average { likes: Option<f64> }
    /// let average = Average::subquery(Post::select().columns(Post::LIKES.avg()));
    /// let rows = db.select::<Post>().cross_join_from(average).columns((Post::TITLE, Average::LIKES)).all()?;
    /// assert_eq!(rows.len(), 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn cross_join_from<T: Table>(self, source: DerivedTable<S, T>) -> Select<InnerJoin<S, T>, D, <InnerJoin<S, T> as Scope>::Row> where InnerJoin<S, T>: Scope {
        self.joining_from::<InnerJoin<S, T>>(JoinKind::Cross, T::source(), source.rows).join(None)
    }
}

/// A query under the name of a view: what `#[derive(View)]` is for where the database has no such view.
///
/// The query is a select without a database, whose rows are the view's fields in their order. A field of `Option<V>` takes
/// a `V` too.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// #[derive(View)]
/// struct Activity {
///     author_id: i64,
///     posts: i64,
/// }
///
/// let per_author = Post::select().group_by(Post::AUTHOR_ID).columns((Post::AUTHOR_ID, count()));
/// let most = db.select::<Activity>().with(Activity::cte(per_author)).columns(Activity::POSTS.max()).one()?;
/// assert_eq!(most, Some(2));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait ViewExt: View {
    /// `name AS (select)`, for `with`: a query that may be named several times in the statement.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Draft { id: i64 }
    /// let drafts = Draft::cte(Post::select().filter(Post::PUBLISHED.eq(false)).columns(Post::ID));
    /// assert_eq!(db.select::<Draft>().with(drafts).count()?, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn cte<Q: ViewQuery<Self>>(query: Q) -> Cte<Self> {
        Cte::new(query.into_ast(), false)
    }

    /// A query that starts with these rows and names itself in its step.
    ///
    /// # Example: a tree
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Below { id: i64 }
    /// let ada = Below::recursive(User::select().filter(User::ID.eq(1)).columns(User::ID));
    /// let invited = User::select().inner_join::<Below>().on(User::INVITED_BY_ID.eq(Below::ID)).columns(User::ID);
    /// assert_eq!(db.select::<Below>().with(ada.union_all(invited)).count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn recursive<Q: ViewQuery<Self>>(start: Q) -> Recursive<Self> {
        Recursive::new(start.into_ast())
    }

    /// `(select) AS name`, for `select_from` and the joins `.._from`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # #[derive(View)]
    /// # struct Top { title: String }
    /// let top = Top::subquery(Post::select().order_by(Post::LIKES.desc()).limit(2).columns(Post::TITLE));
    /// assert_eq!(db.select_from(top).order_by(Top::TITLE).columns(Top::TITLE).all()?, ["Engines", "Notes"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn subquery<S, Q: ViewQuery<Self>>(query: Q) -> DerivedTable<S, Self> {
        DerivedTable::new(SourceRows::Query(Box::new(query.into_ast())))
    }
}

impl<V: View> ViewExt for V {}

impl<S, T: Table> fmt::Debug for DerivedTable<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DerivedTable").field(&T::schema().name).finish()
    }
}
