//! The rows that a scope gives when all columns are selected.

use super::{FullJoin, InnerJoin, LeftJoin, Nested, RightJoin};
use crate::table::{Table, TableRow};
use crate::value::FromRow;

/// A scope that a query can have, and the rows it gives when all columns are selected.
///
/// One table gives its struct; joins give a flat tuple, with `Option` where an outer join may find nothing.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// use orm_sqlite::scope::{LeftJoin, Scope};
///
/// type Row = <LeftJoin<User, Post> as Scope>::Row;
/// let rows: Vec<Row> = Vec::<(User, Option<Post>)>::new();
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[diagnostic::on_unimplemented(message = "this is not a join of up to 16 tables", label = "cannot be joined")]
pub trait Scope {
    /// What the query returns.
    type Row: FromRow;
    /// The same as a tuple, for one more join to append to.
    type Tuple: Rows;
}

#[diagnostic::do_not_recommend]
impl<T: Table> Scope for T {
    type Row = T::Row;
    type Tuple = (T::Row,);
}

#[diagnostic::do_not_recommend]
impl<O, T: Table> Scope for Nested<O, T> {
    type Row = T::Row;
    type Tuple = (T::Row,);
}

#[diagnostic::do_not_recommend]
impl<S: Scope, T: Table> Scope for InnerJoin<S, T>
where
    S::Tuple: Append<T::Row>,
{
    type Row = Appended<S::Tuple, T::Row>;
    type Tuple = Self::Row;
}

#[diagnostic::do_not_recommend]
impl<S: Scope, T: Table> Scope for LeftJoin<S, T>
where
    S::Tuple: Append<Option<T::Row>>,
{
    type Row = Appended<S::Tuple, Option<T::Row>>;
    type Tuple = Self::Row;
}

#[diagnostic::do_not_recommend]
impl<S: Scope, T: Table> Scope for RightJoin<S, T>
where
    Optional<S>: Append<T::Row>,
{
    type Row = Appended<Optional<S>, T::Row>;
    type Tuple = Self::Row;
}

#[diagnostic::do_not_recommend]
impl<S: Scope, T: Table> Scope for FullJoin<S, T>
where
    Optional<S>: Append<Option<T::Row>>,
{
    type Row = Appended<Optional<S>, Option<T::Row>>;
    type Tuple = Self::Row;
}

type Appended<Tuple, R> = <Tuple as Append<R>>::Out;
type Optional<S> = <<S as Scope>::Tuple as Rows>::Optional;

/// A row of a joined table: its struct, or the `Option` of it.
#[doc(hidden)]
pub trait MaybeRow: FromRow {
    /// The row under one more outer join.
    type Optional: MaybeRow;
}

impl<R: TableRow> MaybeRow for R {
    type Optional = Option<R>;
}

impl<R: TableRow> MaybeRow for Option<R> {
    type Optional = Self;
}

/// A tuple of joined rows.
#[doc(hidden)]
pub trait Rows: FromRow {
    /// The same with each row optional.
    type Optional: Rows;
}

/// A tuple that takes one more row at its end.
#[doc(hidden)]
pub trait Append<R> {
    /// The longer tuple.
    type Out: Rows;
}

macro_rules! rows {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        impl<$($name: MaybeRow),+> Rows for ($($name,)+) {
            type Optional = ($($name::Optional,)+);
        }
    };
}

crate::macros::for_each_tuple!(rows);

macro_rules! append {
    ($(($name:ident $index:ident $kind:ident $row:ident))+) => {
        append!(@to [] $($name)+);
    };
    (@to [$($done:ident)*] $last:ident) => {
        append!(@emit [$($done)*] $last);
    };
    (@to [$($done:ident)*] $next:ident $($rest:ident)+) => {
        append!(@to [$($done)* $next] $($rest)+);
    };
    (@emit [] $last:ident) => {};
    (@emit [$($name:ident)+] $last:ident) => {
        impl<$($name: MaybeRow,)+ $last: MaybeRow> Append<$last> for ($($name,)+) {
            type Out = ($($name,)+ $last,);
        }
    };
}

crate::macros::for_each_tuple!(append);
