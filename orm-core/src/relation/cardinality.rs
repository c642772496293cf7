//! How many children a parent has.

/// How the number of a parent's children is wrong.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// There is none, and one is needed.
    Missing,
    /// There are several, and one at most has a place.
    Several,
}

/// How many children a parent has, and so what its slot holds.
///
/// # Example: the slots of a relation's own cardinality
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::relation::{Cardinality, Relation};
///
/// type Slot<R> = <<R as Relation>::Cardinality as Cardinality>::Slot<<R as Relation>::Child>;
/// let posts: Slot<User_posts> = Vec::new();
/// let profile: Slot<User_profile> = None;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Cardinality: Send + 'static {
    /// The slot with children of type `T`.
    type Slot<T: Send + 'static>: Send + 'static;

    /// Whether there is always a child, so that a slot without one was not asked for.
    #[doc(hidden)]
    const REQUIRED: bool = false;

    /// How many children a parent has at least and at most.
    #[doc(hidden)]
    const ALLOWED: (usize, usize);

    /// The slot of a parent with so many children, which `next` gives one by one.
    #[doc(hidden)]
    fn fill<T: Send + 'static>(count: usize, next: impl FnMut() -> Option<T>) -> Option<Self::Slot<T>>;
}

/// Any number: `has_many`, `many_to_many`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let ada = db.query::<User>().find(1).with_posts().one()?;
/// assert_eq!(ada.posts.len(), 2);
/// let cleo = db.query::<User>().find(3).with_posts().one()?;
/// assert!(cleo.posts.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Many;

impl Cardinality for Many {
    type Slot<T: Send + 'static> = Vec<T>;
    const ALLOWED: (usize, usize) = (0, usize::MAX);

    #[inline]
    fn fill<T: Send + 'static>(count: usize, mut next: impl FnMut() -> Option<T>) -> Option<Vec<T>> {
        let mut children = Vec::with_capacity(count);
        while children.len() < count {
            children.push(next()?);
        }
        Some(children)
    }
}

/// One or none: `has_one`, and `belongs_to` by a nullable key.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let users = db.query::<User>().with_profile().with_invited_by().order_by(User::ID).all()?;
/// assert!(users[0].profile.is_some() && users[0].invited_by.is_none());
/// assert!(users[1].profile.is_none() && users[1].invited_by.is_some());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Optional;

impl Cardinality for Optional {
    type Slot<T: Send + 'static> = Option<T>;
    const ALLOWED: (usize, usize) = (0, 1);

    #[inline]
    fn fill<T: Send + 'static>(count: usize, mut next: impl FnMut() -> Option<T>) -> Option<Option<T>> {
        if count == 0 { Some(None) } else { next().map(Some) }
    }
}

/// Exactly one: `belongs_to` by a key that is never `NULL`.
///
/// A row whose child is not there, because a filter left it out or the database enforces no foreign keys, is an error
/// for which [`Error::is_not_found`](crate::error::Error::is_not_found) is true.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let notes = db.query::<Post>().find(1).with_author().one()?;
/// assert_eq!(notes.author.name, "Ada");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Required;

impl Cardinality for Required {
    type Slot<T: Send + 'static> = T;
    const REQUIRED: bool = true;
    const ALLOWED: (usize, usize) = (1, 1);

    #[inline]
    fn fill<T: Send + 'static>(_: usize, mut next: impl FnMut() -> Option<T>) -> Option<T> {
        next()
    }
}

/// The cardinality of a key of several columns: required if each column is.
#[doc(hidden)]
pub trait Both<Other> {
    /// The cardinality of both.
    type Out: Cardinality;
}

impl<Other: Cardinality> Both<Other> for Required {
    type Out = Other;
}

impl<Other: Cardinality> Both<Other> for Optional {
    type Out = Self;
}
