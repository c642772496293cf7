//! Functions over queries: what a part of a program says of any query that it is given.
//!
//! The traits are not in the prelude, and need no import: a function names one where it says what it takes, as in
//! `fn newest<Q: query::Limit>(query: Q) -> Q`. Their methods are those that selects and relational queries have anyway.

use super::limit::IntoRowCount;
use super::select::Select;
use crate::expr::{Expr, IntoOrder, RowKind};
use crate::relation::RelationQuery;

/// A query that can be limited: a select of any scope, grouped or not, or a relational query; bound, unbound or in a
/// prepared query.
///
/// # Example: pages of anything
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query;
///
/// fn paged<Q: query::Limit>(query: Q, page: u64) -> Q {
///     query.limit(2).offset(2 * page)
/// }
/// assert_eq!(paged(db.select::<User>(), 1).all()?.len(), 1);
/// assert_eq!(paged(db.query::<User>().with_posts(), 0).all()?.len(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "`{Self}` has no limit", label = "expected a select or a relational query")]
pub trait Limit: Sized {
    /// At most so many rows. A later call replaces an earlier one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// fn first<Q: orm_sqlite::query::Limit>(query: Q) -> Q {
    ///     query.limit(1)
    /// }
    /// assert_eq!(first(db.select::<Tag>()).all()?.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn limit<N: IntoRowCount>(self, rows: N) -> Self;

    /// Leaves out the first rows. A later call replaces an earlier one.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// fn rest<Q: orm_sqlite::query::Limit>(query: Q) -> Q {
    ///     query.offset(1)
    /// }
    /// assert_eq!(rest(db.select::<Tag>()).all()?.len(), 1);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn offset<N: IntoRowCount>(self, rows: N) -> Self;
}

/// A query whose rows can be filtered: a select of rows, or a relational query.
///
/// # Example: filters from a list
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query;
///
/// fn matching<Q: query::Filter<Scope = User>>(mut query: Q, words: &[&str]) -> Q {
///     for word in words {
///         query = query.filter(User::NAME.contains(word));
///     }
///     query
/// }
/// assert_eq!(matching(db.select::<User>(), &["a", "d"]).count()?, 1);
/// assert_eq!(matching(db.query::<User>(), &["o"]).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be filtered",
    label = "expected a select of rows or a relational query"
)]
pub trait Filter: Sized {
    /// What a predicate may name.
    type Scope;

    /// Keeps the rows for which the predicate is true. Repeated, all must be true.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// fn published<Q: orm_sqlite::query::Filter<Scope = Post>>(query: Q) -> Q {
    ///     query.filter(Post::PUBLISHED.eq(true))
    /// }
    /// assert_eq!(published(Post::select()).using(&db).count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn filter<K: RowKind>(self, predicate: Expr<Self::Scope, bool, K>) -> Self;
}

/// A query that can be ordered: a select of any scope, grouped or not, or a relational query.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::query;
///
/// fn top<Q: query::Ordered<Scope = Post> + query::Limit>(query: Q) -> Q {
///     query.order_by(Post::LIKES.desc()).limit(1)
/// }
/// assert_eq!(top(db.select::<Post>()).one()?.title, "Engines");
/// assert_eq!(top(db.query::<Post>().with_tags()).one()?.tags.len(), 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be ordered",
    label = "expected a select or a relational query"
)]
pub trait Ordered: Sized {
    /// What an order may name.
    type Scope;

    /// Appends to the order.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// fn by_name<Q: orm_sqlite::query::Ordered<Scope = User>>(query: Q) -> Q {
    ///     query.order_by(User::NAME.desc())
    /// }
    /// assert_eq!(by_name(db.select::<User>()).one()?.name, "Cleo");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    fn order_by<O: IntoOrder<Self::Scope, K, I>, K: RowKind, I>(self, order: O) -> Self;
}

#[diagnostic::do_not_recommend]
impl<S, D, R, G> Limit for Select<S, D, R, G> {
    fn limit<N: IntoRowCount>(self, rows: N) -> Self {
        Self::limit(self, rows)
    }

    fn offset<N: IntoRowCount>(self, rows: N) -> Self {
        Self::offset(self, rows)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: RelationQuery> Limit for Q {
    fn limit<N: IntoRowCount>(self, rows: N) -> Self {
        RelationQuery::limit(self, rows)
    }

    fn offset<N: IntoRowCount>(self, rows: N) -> Self {
        RelationQuery::offset(self, rows)
    }
}

#[diagnostic::do_not_recommend]
impl<S, D, R> Filter for Select<S, D, R> {
    type Scope = S;

    fn filter<K: RowKind>(self, predicate: Expr<S, bool, K>) -> Self {
        Self::filter(self, predicate)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: RelationQuery> Filter for Q {
    type Scope = Q::Root;

    fn filter<K: RowKind>(self, predicate: Expr<Q::Root, bool, K>) -> Self {
        RelationQuery::filter(self, predicate)
    }
}

#[diagnostic::do_not_recommend]
impl<S, D, R, G> Ordered for Select<S, D, R, G> {
    type Scope = S;

    fn order_by<O: IntoOrder<S, K, I>, K: RowKind, I>(self, order: O) -> Self {
        // What is about rows orders groups too.
        let (mut select, db) = self.into_parts();
        order.append(&mut select.order_by);
        Self::new(Box::new(select), db)
    }
}

#[diagnostic::do_not_recommend]
impl<Q: RelationQuery> Ordered for Q {
    type Scope = Q::Root;

    fn order_by<O: IntoOrder<Q::Root, K, I>, K: RowKind, I>(self, order: O) -> Self {
        RelationQuery::order_by(self, order)
    }
}
