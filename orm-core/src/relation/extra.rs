//! Values that a query computes beside its rows: `db.query::<User>().with_count(User::posts())`.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use serde::Serialize;

use super::measure::over;
use super::query::RelationQuery;
use super::row::SlotField;
use super::tree::{LoadQuery, Tree};
use super::{BelowRelation, Handle, WithLink};
use crate::expr::{Expr, RowKind};
use crate::query::{Project, StartsIn};
use crate::table::TableRow;
use crate::value::FromRow;

/// A row with values that the query computed beside it; it is the row, and has `extra` too.
///
/// Serialized, it is the row's map with the entry `extra`. A table with a column of that name is selected with `columns`
/// instead.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let ada = db.query::<User>().find(1).with_posts().with_extra((User::posts().count(), User::LOGINS.add(1))).one()?;
/// assert_eq!((ada.name.as_str(), ada.posts.len()), ("Ada", 2));
/// assert_eq!(ada.extra, (2, 4));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Extra<R, E> {
    #[serde(flatten)]
    row: R,
    /// What was computed: one value, or a tuple.
    pub extra: E,
}

impl<R, E> Extra<R, E> {
    /// The row, and what was computed.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let (ada, posts) = db.query::<User>().find(1).with_count(User::posts()).one()?.into_parts();
    /// assert_eq!((ada.into_inner().name, posts), ("Ada".to_owned(), 2));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn into_parts(self) -> (R, E) {
        (self.row, self.extra)
    }
}

impl<R, E> Deref for Extra<R, E> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.row
    }
}

impl<R, E> SlotField for Extra<R, E> {}

/// The query `Q`, which computes values of the type `E` beside each row.
///
/// It has the methods of every relational query; `with_..` methods for relations come before it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::relation::RelationQuery;
///
/// let users = db.query::<User>().with_count(User::posts()).filter(User::LOGINS.gt(0)).order_by(User::ID);
/// assert_eq!(users.all()?.iter().map(|user| user.extra).collect::<Vec<_>>(), [2, 0]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[must_use = "a query does nothing until a method such as `all` runs it"]
pub struct WithExtra<Q, E>(Q, PhantomData<fn() -> E>);

impl<Q: RelationQuery, E: FromRow> RelationQuery for WithExtra<Q, E> {
    type Root = Q::Root;
    type Db = Q::Db;
    type Slots = Q::Slots;
    type Load = ExtraLoad<Q::Load, E>;
    type Link = Q::Link;

    fn tree(self) -> Tree<Q::Root, Q::Db, Q::Slots> {
        self.0.tree()
    }

    fn from_tree(tree: Tree<Q::Root, Q::Db, Q::Slots>) -> Self {
        Self(Q::from_tree(tree), PhantomData)
    }
}

impl<Q: fmt::Debug, E> fmt::Debug for WithExtra<Q, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The load `Q`, whose rows have values of the type `E` behind their columns.
#[doc(hidden)]
#[derive(Debug)]
pub struct ExtraLoad<Q, E>(PhantomData<fn() -> (Q, E)>);

impl<Q: LoadQuery, E: FromRow> LoadQuery for ExtraLoad<Q, E> {
    type Root = Q::Root;
    type Read = (Q::Read, E);
    type Slots = Q::Slots;
    type Row = Extra<Q::Row, E>;

    fn assemble((read, extra): (Q::Read, E), values: <Q::Slots as super::Slots>::Values) -> Self::Row {
        Extra { row: Q::assemble(read, values), extra }
    }
}

/// What a relational query gives beside the rows of its table; in the prelude. These methods come last, after the
/// `with_..` methods of relations.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let users = db
///     .query::<User>()
///     .order_by(User::ID)
///     .with_posts_by(|posts| posts.order_by(Post::ID).with_count(Post::comments()))
///     .with_count_where(User::posts(), Post::PUBLISHED.eq(true))
///     .all()?;
/// assert_eq!(users[0].extra, 2);
/// assert_eq!(users[0].posts[0].extra, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Extras: RelationQuery {
    /// Computes an expression, or a tuple of them, beside each row: the row becomes an [`Extra`]. They stand in the same
    /// statement, behind the row's columns.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let users = db.query::<User>().with_extra(User::posts().max(Post::LIKES)).order_by(User::ID).all()?;
    /// assert_eq!(users.iter().map(|user| user.extra).collect::<Vec<_>>(), [Some(8), Some(0), None]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn with_extra<X: Project<Self::Root, K, I, E>, E: FromRow, K: RowKind, I>(self, extra: X) -> WithExtra<Self, E> {
        let mut tree = self.tree();
        extra.project(&mut tree.select.columns);
        WithExtra(Self::from_tree(tree), PhantomData)
    }

    /// Counts the rows of a relation beside each row, and does not load them: `extra` is an `i64`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let posts = db.query::<Post>().order_by(Post::ID).with_count(Post::tags()).all()?;
    /// assert_eq!(posts.iter().map(|post| post.extra).collect::<Vec<_>>(), [1, 2, 0]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn with_count<R: StartsIn<Self::Root, I>, I>(self, relation: Handle<R>) -> WithExtra<Self, i64> {
        let _ = relation;
        counted(self, over::<R, Self::Root, i64>("count", None, None))
    }

    /// Counts the rows of a relation that fulfil a predicate.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let ada = db.query::<User>().find(1).with_count_where(User::posts(), Post::LIKES.gt(5)).one()?;
    /// assert_eq!(ada.extra, 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    fn with_count_where<R: StartsIn<Self::Root, I>, I, K: RowKind>(
        self,
        relation: Handle<R>,
        predicate: Expr<R::Child, bool, K>,
    ) -> WithExtra<Self, i64> {
        let _ = relation;
        counted(self, over::<R, Self::Root, i64>("count", None, Some(predicate.node)))
    }

    /// Gives the row of the table between beside each row: the row becomes a [`Linked`](super::Linked). It belongs inside of
    /// a `with_x_by` of a `many_to_many` relation; the table between is found from there.
    ///
    /// What follows filters and orders by the table between too: [`WithLink::filter_link`], [`WithLink::order_by_link`].
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let post = db.query::<Post>().find(2).with_tags_by(|tags| tags.order_by(Tag::ID).with_link()).one()?;
    /// assert_eq!(post.tags[1].name, "machines");
    /// assert_eq!(post.tags[1].link, PostTag { post_id: 2, tag_id: 2 });
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[rustfmt::skip]
    fn with_link<L: TableRow>(self) -> WithLink<Self, L> where Self::Db: BelowRelation {
        WithLink::new(self)
    }
}

impl<Q: RelationQuery> Extras for Q {}

fn counted<Q: RelationQuery>(query: Q, number: Expr<Q::Root, i64>) -> WithExtra<Q, i64> {
    let mut tree = query.tree();
    tree.select.columns.push(number.node);
    WithExtra(Q::from_tree(tree), PhantomData)
}
