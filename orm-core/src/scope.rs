//! What a query may name: the tables it selects from and joins, as a type.
//!
//! A query's scope is a table, or a join of a scope with one more table. An expression carries the scope of the query
//! that it will stand in; inference finds it from the builder that receives the expression, so that a column of a table
//! which is not joined is one error at that column.

mod place;
mod row;
mod search;
mod upsert;

mod statement;

use std::fmt;
use std::marker::PhantomData;

pub use place::{Enclosed, LastSoftDeletes, Within};
pub use row::{Append, MaybeRow, Rows, Scope};
pub use search::{Search, Searched};
pub use upsert::{HasExcluded, Upsert};

use crate::never::Never;
use crate::table::Table;
use crate::value::ColumnValue;

pub use statement::Statement;

/// A scope `S` inner-joined (or cross-joined) with the table `T`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::InnerJoin;
///
/// fn own_bio() -> Expr<InnerJoin<Post, User>, bool> {
///     User::BIO.is_not_null().and(Post::PUBLISHED.eq(true))
/// }
/// let posts = db.select::<Post>().inner_join::<User>().on(Post::AUTHOR_ID.eq(User::ID)).filter(own_bio());
/// assert_eq!(posts.count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct InnerJoin<S, T>(PhantomData<fn() -> (S, T)>);
/// A scope `S` left-joined with the table `T`, whose columns may be `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::LeftJoin;
///
/// fn unwritten() -> Expr<LeftJoin<User, Post>, bool> {
///     Post::ID.is_null()
/// }
/// let users = db.select::<User>().left_join::<Post>().on(Post::AUTHOR_ID.eq(User::ID)).filter(unwritten());
/// assert_eq!(users.columns((User::NAME, Post::TITLE)).all()?, [("Cleo".to_owned(), None)]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct LeftJoin<S, T>(PhantomData<fn() -> (S, T)>);
/// A scope `S`, whose columns may be `NULL`, right-joined with the table `T`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::RightJoin;
///
/// fn without_profile() -> Expr<RightJoin<Profile, User>, bool> {
///     Profile::ID.is_null()
/// }
/// let users = db.select::<Profile>().right_join::<User>().on(Profile::USER_ID.eq(User::ID));
/// assert_eq!(users.filter(without_profile()).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct RightJoin<S, T>(PhantomData<fn() -> (S, T)>);
/// A scope `S` full-joined with the table `T`; the columns of both may be `NULL`.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::FullJoin;
///
/// fn alone() -> Expr<FullJoin<User, Profile>, bool> {
///     User::ID.is_null().or(Profile::ID.is_null())
/// }
/// let rows = db.select::<User>().full_join::<Profile>().on(Profile::USER_ID.eq(User::ID));
/// assert_eq!(rows.filter(alone()).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct FullJoin<S, T>(PhantomData<fn() -> (S, T)>);

/// A subquery over the table `T`, inside of a query with the scope `O`, whose columns it may name.
///
/// `O` is inferred from the query that the subquery stands in; see
/// [`correlated`](crate::query::TableExt::correlated).
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::Nested;
///
/// fn own() -> Expr<Nested<User, Post>, bool> {
///     Post::AUTHOR_ID.eq(User::ID)
/// }
/// let writers = db.select::<User>().filter(exists(Post::correlated().filter(own())));
/// assert_eq!(writers.count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Nested<O, T>(PhantomData<fn() -> (O, T)>);

/// The scope around a query that stands in no other: it has no tables.
#[doc(hidden)]
pub struct Outermost;

/// Stands for a table in [`InScope`], so that rustc's message stays short.
///
/// It is what a generic function asks about: see [`InScope`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::scope::{InScope, Of};
///
/// fn named<S, I>(name: &str) -> Expr<S, bool>
/// where
///     Of<User>: InScope<User, S, I>,
/// {
///     User::NAME.eq(name)
/// }
/// let query = User::select().filter(named("Ada"));
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub struct Of<T>(PhantomData<fn() -> T>);

macro_rules! opaque_debug {
    ($($name:ident<$($param:ident),+>),+ $(,)?) => {$(
        impl<$($param),+> fmt::Debug for $name<$($param),+> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    )+};
}

opaque_debug!(InnerJoin<S, T>, LeftJoin<S, T>, RightJoin<S, T>, FullJoin<S, T>, Nested<O, T>, Of<T>);

impl fmt::Debug for Outermost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Outermost")
    }
}

/// Index of [`InScope`]: the table is the last one joined.
#[doc(hidden)]
#[derive(Debug)]
pub struct Here;
/// Index of [`InScope`]: the table is further in.
#[doc(hidden)]
#[derive(Debug)]
pub struct There<I>(PhantomData<fn() -> I>);

/// How a column was found: its table is at the index `I`.
#[doc(hidden)]
#[derive(Debug)]
pub struct At<I>(PhantomData<fn() -> I>);

/// The table `T` is part of the scope `S`, at the index `I`.
///
/// Implemented for [`Of<T>`]; the index is inferred.
///
/// # Example: a predicate for every query that has the table
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::scope::{InScope, Of};
///
/// fn frequent<S, I>() -> Expr<S, bool>
/// where
///     Of<User>: InScope<User, S, I>,
/// {
///     User::LOGINS.gt(2)
/// }
/// assert_eq!(db.select::<User>().filter(frequent()).count()?, 2);
///
/// let posts = db.select::<Post>().inner_join::<User>().on(Post::AUTHOR_ID.eq(User::ID));
/// assert_eq!(posts.filter(frequent()).count()?, 2);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "table `{T}` is not part of this query", label = "`{T}` is not joined")]
pub trait InScope<T, S, I> {
    /// What a column of type `V` decodes as in this scope: `V`, or its `Option` under an outer join.
    type Null<V: ColumnValue>: ColumnValue<Base = V::Base>;
}

#[diagnostic::do_not_recommend]
impl<T> InScope<T, T, Here> for Of<T> {
    type Null<V: ColumnValue> = V;
}

#[diagnostic::do_not_recommend]
impl<T, O> InScope<T, Nested<O, T>, Here> for Of<T> {
    type Null<V: ColumnValue> = V;
}

#[diagnostic::do_not_recommend]
impl<T, O, U, I> InScope<T, Nested<O, U>, There<I>> for Of<T>
where
    Self: InScope<T, O, I>,
{
    type Null<V: ColumnValue> = <Self as InScope<T, O, I>>::Null<V>;
}

#[diagnostic::do_not_recommend]
impl<T, S> InScope<T, InnerJoin<S, T>, Here> for Of<T> {
    type Null<V: ColumnValue> = V;
}

#[diagnostic::do_not_recommend]
impl<T, S> InScope<T, RightJoin<S, T>, Here> for Of<T> {
    type Null<V: ColumnValue> = V;
}

#[diagnostic::do_not_recommend]
impl<T, S> InScope<T, LeftJoin<S, T>, Here> for Of<T> {
    type Null<V: ColumnValue> = V::Opt;
}

#[diagnostic::do_not_recommend]
impl<T, S> InScope<T, FullJoin<S, T>, Here> for Of<T> {
    type Null<V: ColumnValue> = V::Opt;
}

#[diagnostic::do_not_recommend]
impl<T, S, U, I> InScope<T, InnerJoin<S, U>, There<I>> for Of<T>
where
    Self: InScope<T, S, I>,
{
    type Null<V: ColumnValue> = <Self as InScope<T, S, I>>::Null<V>;
}

#[diagnostic::do_not_recommend]
impl<T, S, U, I> InScope<T, LeftJoin<S, U>, There<I>> for Of<T>
where
    Self: InScope<T, S, I>,
{
    type Null<V: ColumnValue> = <Self as InScope<T, S, I>>::Null<V>;
}

#[diagnostic::do_not_recommend]
impl<T, S, U, I> InScope<T, RightJoin<S, U>, There<I>> for Of<T>
where
    Self: InScope<T, S, I>,
{
    type Null<V: ColumnValue> = V::Opt;
}

#[diagnostic::do_not_recommend]
impl<T, S, U, I> InScope<T, FullJoin<S, U>, There<I>> for Of<T>
where
    Self: InScope<T, S, I>,
{
    type Null<V: ColumnValue> = V::Opt;
}

/// A column is one of the table `T`. Implemented for [`Of<T>`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(message = "this is not a column of `{T}`", label = "expected a column of `{T}`")]
pub trait SameTable<T> {}

#[diagnostic::do_not_recommend]
impl<T: Table> SameTable<T> for Of<T> {}

#[diagnostic::do_not_recommend]
impl<T> SameTable<Never> for Of<T> {}

/// An insert or update model is of the table `T`. Implemented for [`Of<T>`].
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this is not a model of `{T}`",
    label = "expected the model that `{T}` derives"
)]
pub trait ModelOf<T> {}

#[diagnostic::do_not_recommend]
impl<T: Table> ModelOf<T> for Of<T> {}

#[diagnostic::do_not_recommend]
impl<T> ModelOf<Never> for Of<T> {}

#[diagnostic::do_not_recommend]
impl<T: Table> ModelOf<T> for Of<Never> {}
