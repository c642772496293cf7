//! A relation in an expression: `User::posts()`.

use std::fmt;
use std::marker::PhantomData;

use super::plan::{equal, key_exprs, related};
use super::{Path, Relation};
use crate::ast::{self, Select, UnaryOp};
use crate::expr::{Expr, RowKind};
use crate::scope::{InScope, Of};
use crate::table::Table;

/// The relation `R` in a filter, an order or a column: what `User::posts()` gives.
///
/// It lowers to a subquery over the children of the row on which the outer statement stands, and loads nothing.
/// Predicates are in the child's own scope: `Expr<Post, bool>`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let users = db
///     .select::<User>()
///     .filter(User::posts().any(Post::LIKES.gt(6)))
///     .order_by(User::posts().count().desc())
///     .columns((User::NAME, User::posts().count()))
///     .all()?;
/// assert_eq!(users, [("Ada".to_owned(), 2)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Handle<R>(PhantomData<fn() -> R>);

impl<R> Handle<R> {
    /// The relation.
    #[doc(hidden)]
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<R> Default for Handle<R> {
    fn default() -> Self {
        Self::new()
    }
}

/// The children of the row on which the outer statement stands.
pub(super) fn children<R: Relation>(predicate: Option<ast::Expr>) -> Select {
    let path: Path = R::path();
    let child = R::Child::source();
    let parent = R::Parent::source();
    let mut select = related(&path, &Select::from(child));
    let pairs = key_exprs(&path, child, parent.schema).into_iter().zip(path.parent);
    let own = std::mem::take(&mut select.filter);
    select.filter = pairs.map(|(key, &index)| equal(key, ast::Expr::Outer(parent.column(index)))).collect();
    let typed = path.parent_is.map(|(column, value)| value.said_by(ast::Expr::Outer(parent.column(column))));
    select.filter.extend(typed);
    select.filter.extend(own);
    select.filter.extend(predicate);
    select
}

#[rustfmt::skip]
impl<R: Relation> Handle<R> {
    /// Whether some child fulfils the predicate: `EXISTS (SELECT .. WHERE key AND predicate)`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let published = db.select::<User>().filter(User::posts().any(Post::PUBLISHED.eq(true)));
    /// assert_eq!(published.columns(User::NAME).all()?, ["Ada"]);
    ///
    /// let tagged = db.query::<Post>().filter(Post::tags().any(Tag::NAME.eq("machines")));
    /// assert_eq!(tagged.one()?.title, "Engines");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn any<S, K: RowKind, I>(self, predicate: Expr<R::Child, bool, K>) -> Expr<S, bool> where Of<R::Parent>: InScope<R::Parent, S, I> {
        Expr::new(ast::Expr::Exists(Box::new(children::<R>(Some(predicate.node)))))
    }

    /// Whether there is a child: `EXISTS (SELECT .. WHERE key)`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let silent = db.select::<User>().filter(User::posts().exists().not());
    /// assert_eq!(silent.columns(User::NAME).all()?, ["Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn exists<S, I>(self) -> Expr<S, bool> where Of<R::Parent>: InScope<R::Parent, S, I> {
        Expr::new(ast::Expr::Exists(Box::new(children::<R>(None))))
    }

    /// Whether no child fulfils the predicate: `NOT EXISTS (..)`. It is true without any child.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let unpublished = db.select::<User>().filter(User::posts().none(Post::PUBLISHED.eq(true)));
    /// assert_eq!(unpublished.columns(User::NAME).all()?, ["Bob", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn none<S, K: RowKind, I>(self, predicate: Expr<R::Child, bool, K>) -> Expr<S, bool> where Of<R::Parent>: InScope<R::Parent, S, I> {
        self.any(predicate).not()
    }

    /// Whether every child fulfils the predicate. It is true without any child; a child for which the predicate is `NULL`
    /// does not fulfil it.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let liked = db.select::<User>().filter(User::posts().all(Post::LIKES.gt(0)));
    /// assert_eq!(liked.columns(User::NAME).all()?, ["Ada", "Cleo"]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn all<S, K: RowKind, I>(self, predicate: Expr<R::Child, bool, K>) -> Expr<S, bool> where Of<R::Parent>: InScope<R::Parent, S, I> {
        let fails = ast::Expr::unary(UnaryOp::Not, ast::Expr::IsTrue(Box::new(predicate.node)));
        let some_fails = ast::Expr::Exists(Box::new(children::<R>(Some(fails))));
        Expr::new(ast::Expr::unary(UnaryOp::Not, some_fails))
    }
}

impl<R> Clone for Handle<R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for Handle<R> {}

impl<R: Relation> fmt::Debug for Handle<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", R::Parent::schema().name, R::path().name)
    }
}
