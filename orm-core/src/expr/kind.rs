//! What an expression is about: a row, a group of rows, or both, and whether it has a window function.
//!
//! A clause takes the kinds that SQLite can compute there, so that an aggregate in a filter does not compile. The operators
//! join the kinds of their sides: a sum of a column and an aggregate is about both.

use std::marker::PhantomData;

use crate::query::{Combined, Grouped, Ungrouped};

/// The kind of an expression about one row.
///
/// It is the third parameter's default, so that a predicate of a filter is `Expr<User, bool>`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Row;
///
/// let predicate: Expr<User, bool, Row> = User::NAME.eq("Ada");
/// assert!(db.select::<User>().filter(predicate).exists()?);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Row;
/// The kind of an aggregate: one call such as `sum(likes)`, which may still get a filter or a window.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Agg;
///
/// fn total() -> Expr<Post, Option<i64>, Agg> {
///     Post::LIKES.sum()
/// }
/// assert_eq!(db.select::<Post>().columns(total()).one()?, Some(13));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Agg;
/// The kind of an aggregate with `DISTINCT` or an order of its own: it may get a filter, but SQLite takes no window for it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Refined;
///
/// let authors: Expr<Post, i64, Refined> = Post::AUTHOR_ID.count_distinct();
/// assert_eq!(db.select::<Post>().columns(authors).one()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Refined;
/// The kind of an expression about a group of rows that is more than one aggregate, such as `sum(likes) > 10`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Group;
///
/// fn popular() -> Expr<Post, bool, Group> {
///     Post::LIKES.sum().gt(10)
/// }
/// let authors = db.select::<Post>().group_by(Post::AUTHOR_ID).having(popular()).columns(Post::AUTHOR_ID);
/// assert_eq!(authors.all()?, [1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Group;
/// The kind of an expression, or a tuple of them, about both a row and a group.
///
/// Such a predicate stands in `having`, and such a tuple in the `columns` of a grouped select.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let authors: Vec<i64> = db
///     .select::<Post>()
///     .group_by(Post::AUTHOR_ID)
///     .having(Post::AUTHOR_ID.gt(1).and(count().ge(1)))
///     .columns(Post::AUTHOR_ID)
///     .all()?;
/// assert_eq!(authors, [2]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Mixed;
/// The kind of an expression with a window function in it. `K` is what it is about besides: rows, groups or both.
///
/// SQLite computes windows after it has filtered and grouped the rows, so such an expression stands in `columns` and `order_by` only:
/// <https://sqlite.org/windowfunctions.html>.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Over;
///
/// fn running_total() -> Expr<Post, Option<i64>, Over> {
///     Post::LIKES.sum().over(window().order_by(Post::ID))
/// }
/// assert_eq!(db.select::<Post>().columns(running_total()).all()?, [Some(5), Some(13), Some(13)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug)]
pub struct Over<K = Row>(PhantomData<fn() -> K>);

/// A kind of expression: [`Row`], [`Agg`], [`Refined`], [`Group`], [`Mixed`] or [`Over`].
///
/// A function over expressions of every kind asks for it.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::Kind;
///
/// fn positive<S, K: Kind>(number: Expr<S, i64, K>) -> Expr<S, bool, K::Part> {
///     number.gt(0)
/// }
/// assert_eq!(db.select::<User>().filter(positive(User::LOGINS.expr())).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait Kind {
    /// The kind of an expression that this one is a part of.
    type Part: Kind;
    /// The kind of this expression and one with the kind `K` together.
    type Join<K: Kind>: Kind;
    /// The kind of the expression with a window function in it.
    #[doc(hidden)]
    type InWindow: Kind;
    /// Joined with [`Row`].
    #[doc(hidden)]
    type WithRow: Kind;
    /// Joined with [`Group`].
    #[doc(hidden)]
    type WithGroup: Kind;
}

impl Kind for Row {
    type Part = Self;
    type Join<K: Kind> = K::WithRow;
    type InWindow = Over;
    type WithRow = Self;
    type WithGroup = Mixed;
}

/// The kind of a value of the program: it stands beside any other.
#[doc(hidden)]
#[derive(Debug)]
pub struct Free;

impl Kind for Free {
    type Part = Self;
    type Join<K: Kind> = K;
    type InWindow = Over;
    type WithRow = Row;
    type WithGroup = Group;
}

macro_rules! about_groups {
    ($($kind:ty),+) => {$(
        impl Kind for $kind {
            type Part = Group;
            type Join<K: Kind> = K::WithGroup;
            type InWindow = Over<Group>;
            type WithRow = Mixed;
            type WithGroup = Group;
        }
    )+};
}

about_groups!(Agg, Refined, Group);

impl Kind for Mixed {
    type Part = Self;
    // Whatever the other is: with a row it is about both, and with a group as well.
    type Join<K: Kind> = <K::WithRow as Kind>::WithGroup;
    type InWindow = Over<Self>;
    type WithRow = Self;
    type WithGroup = Self;
}

impl<A: Kind> Kind for Over<A> {
    type Part = Self;
    type Join<K: Kind> = <A::Join<K> as Kind>::InWindow;
    type InWindow = Self;
    type WithRow = <A::WithRow as Kind>::InWindow;
    type WithGroup = <A::WithGroup as Kind>::InWindow;
}

/// The kind of two expressions together.
#[doc(hidden)]
pub trait Join<K> {
    /// The kind.
    type Out: Kind;
}

impl<A: Kind, B: Kind> Join<B> for A {
    type Out = A::Join<B>;
}

/// A kind that a filter takes, or a `group_by`, or an aggregate: they see rows, before there are groups.
///
/// # Example: a function over every predicate that a filter takes
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::RowKind;
///
/// fn number_of<K: RowKind>(db: &Database, predicate: Expr<User, bool, K>) -> Result<u64, orm_sqlite::Error> {
///     db.select::<User>().filter(predicate).count()
/// }
/// assert_eq!(number_of(&db, User::LOGINS.gt(0))?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait RowKind: GroupKind {}

impl<K> RowKind for K where Is<K>: NoWindow + NoAggregate {}

/// A kind that `having` takes: about groups, without a window function.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::expr::GroupKind;
///
/// fn authors<K: GroupKind>(db: &Database, having: Expr<Post, bool, K>) -> Result<Vec<i64>, orm_sqlite::Error> {
///     db.select::<Post>().group_by(Post::AUTHOR_ID).having(having).columns(Post::AUTHOR_ID).all()
/// }
/// assert_eq!(authors(&db, count().gt(1))?, [1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait GroupKind {}

impl<K> GroupKind for K where Is<K>: NoWindow {}

/// Stands for a kind, or a tuple of them.
///
/// rustc tells of a trait behind another only if it is asked of another type.
#[doc(hidden)]
#[derive(Debug)]
pub struct Is<K>(PhantomData<fn() -> K>);

/// Not about groups.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an aggregate cannot stand here",
    label = "this is about a group of rows, not about one row",
    note = "`having`, after `group_by`, is about groups"
)]
pub trait NoAggregate {}

#[diagnostic::do_not_recommend]
impl NoAggregate for Is<Row> {}
#[diagnostic::do_not_recommend]
impl NoAggregate for Is<Free> {}
#[diagnostic::do_not_recommend]
impl<K> NoAggregate for Is<Over<K>> {}

/// Without a window function.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "a window function cannot stand here",
    label = "SQLite computes windows after it has filtered and grouped the rows",
    note = "it stands in `columns` and `order_by`; what a subquery selects can be filtered"
)]
pub trait NoWindow {}

#[diagnostic::do_not_recommend]
impl NoWindow for Is<Row> {}
#[diagnostic::do_not_recommend]
impl NoWindow for Is<Free> {}
#[diagnostic::do_not_recommend]
impl NoWindow for Is<Agg> {}
#[diagnostic::do_not_recommend]
impl NoWindow for Is<Refined> {}
#[diagnostic::do_not_recommend]
impl NoWindow for Is<Group> {}
#[diagnostic::do_not_recommend]
impl NoWindow for Is<Mixed> {}

/// A kind, or a tuple of them, as one kind.
#[doc(hidden)]
pub trait Kinds {
    /// All of them joined.
    type Out: Kind;
}

#[diagnostic::do_not_recommend]
impl<K: Kind> Kinds for K {
    type Out = K;
}

/// A kind that is about rows, with or without a window function.
#[doc(hidden)]
pub trait OfRows {}

impl OfRows for Row {}
impl OfRows for Free {}
impl OfRows for Over<Row> {}

/// A kind that is about rows or about groups, and not about both.
#[doc(hidden)]
pub trait OfOne {}

impl OfOne for Row {}
impl OfOne for Free {}
impl OfOne for Agg {}
impl OfOne for Refined {}
impl OfOne for Group {}
impl<K: OfOne> OfOne for Over<K> {}

/// A kind that a projection without `group_by` may have: all about rows, or all about the one group of all rows.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let all: (i64, Option<i64>) = db.select::<Post>().columns((count(), Post::LIKES.max())).one()?;
/// assert_eq!(all, (3, Some(8)));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "an aggregate stands beside a column, without a `group_by`",
    label = "a column and an aggregate",
    note = "add `group_by`, or take any row's value with `any_value`"
)]
pub trait OneKind {}

#[diagnostic::do_not_recommend]
impl<K: Kinds<Out: OfOne>> OneKind for K {}

/// A kind by which a query orders its rows: any in a [`Grouped`] one, and none about groups in an
/// [`Ungrouped`] one.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// let by_number = db.select::<Post>().group_by(Post::AUTHOR_ID).order_by(count()).columns(Post::AUTHOR_ID);
/// assert_eq!(by_number.all()?, [2, 1]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "an aggregate orders groups, and this query has none",
    label = "this is about a group of rows, not about one row",
    note = "add `group_by`; an aggregate gets a window with `over`"
)]
pub trait OrderKind<G> {}

#[diagnostic::do_not_recommend]
impl<K: Kinds<Out: OfRows>> OrderKind<Ungrouped> for K {}
#[diagnostic::do_not_recommend]
impl<K> OrderKind<Grouped> for K {}
// What the first select shows, which may be an aggregate.
#[diagnostic::do_not_recommend]
impl<K> OrderKind<Combined> for K {}

macro_rules! tuple {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        #[diagnostic::do_not_recommend]
        impl<$($name: Kinds),+> Kinds for ($($name,)+) {
            type Out = tuple!(@joined $($name)+);
        }
        #[diagnostic::do_not_recommend]
        impl<$($name),+> NoAggregate for Is<($($name,)+)> where $(Is<$name>: NoAggregate),+ {}
        #[diagnostic::do_not_recommend]
        impl<$($name),+> NoWindow for Is<($($name,)+)> where $(Is<$name>: NoWindow),+ {}
    };
    (@joined $first:ident $($rest:ident)*) => { tuple!(@join $first::Out; $($rest)*) };
    (@join $joined:ty;) => { $joined };
    (@join $joined:ty; $next:ident $($rest:ident)*) => { tuple!(@join <$joined as Kind>::Join<$next::Out>; $($rest)*) };
}

crate::macros::for_each_tuple!(tuple);
