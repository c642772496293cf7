//! What a query may name: the tables it selects from and joins, as a type.
//!
//! A query's scope is a table, or a join of a scope with one more table. An expression carries the scope of the query
//! that it will stand in; inference finds it from the builder that receives the expression, so that a column of a table
//! which is not joined is one error at that column.

use std::fmt;
use std::marker::PhantomData;

use crate::table::Table;
use crate::value::{ColumnValue, FromRow};

/// A scope `S` inner-joined (or cross-joined) with the table `T`.
pub struct InnerJoin<S, T>(PhantomData<fn() -> (S, T)>);
/// A scope `S` left-joined with the table `T`, whose columns may be `NULL`.
pub struct LeftJoin<S, T>(PhantomData<fn() -> (S, T)>);
/// A scope `S`, whose columns may be `NULL`, right-joined with the table `T`.
pub struct RightJoin<S, T>(PhantomData<fn() -> (S, T)>);
/// A scope `S` full-joined with the table `T`; the columns of both may be `NULL`.
pub struct FullJoin<S, T>(PhantomData<fn() -> (S, T)>);

/// Stands for a table in [`InScope`], so that rustc's message stays short.
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

opaque_debug!(InnerJoin<S, T>, LeftJoin<S, T>, RightJoin<S, T>, FullJoin<S, T>, Of<T>);

/// Index of [`InScope`]: the table is the last one joined.
#[derive(Debug)]
pub struct Here;
/// Index of [`InScope`]: the table is further in.
#[derive(Debug)]
pub struct There<I>(PhantomData<fn() -> I>);

/// How a column was found: its table is at the index `I`.
#[derive(Debug)]
pub struct At<I>(PhantomData<fn() -> I>);

/// The table `T` is part of the scope `S`, at the index `I`.
///
/// Implemented for [`Of<T>`]; the index is inferred.
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
#[diagnostic::on_unimplemented(message = "this is not a column of `{T}`", label = "expected a column of `{T}`")]
pub trait SameTable<T> {}

#[diagnostic::do_not_recommend]
impl<T> SameTable<T> for Of<T> {}

/// A scope that a query can have, and the rows it gives when all columns are selected.
///
/// One table gives its struct; joins give a flat tuple, with `Option` where an outer join may find nothing.
pub trait Scope {
    /// What the query returns.
    type Row: FromRow;
    /// The same as a tuple, for one more join to append to.
    type Tuple: Rows;
}

impl<T: Table> Scope for T {
    type Row = T::Row;
    type Tuple = (T::Row,);
}

impl<S: Scope, T: Table> Scope for InnerJoin<S, T>
where
    S::Tuple: Append<T::Row>,
{
    type Row = Appended<S::Tuple, T::Row>;
    type Tuple = Self::Row;
}

impl<S: Scope, T: Table> Scope for LeftJoin<S, T>
where
    S::Tuple: Append<Option<T::Row>>,
{
    type Row = Appended<S::Tuple, Option<T::Row>>;
    type Tuple = Self::Row;
}

impl<S: Scope, T: Table> Scope for RightJoin<S, T>
where
    Optional<S>: Append<T::Row>,
{
    type Row = Appended<Optional<S>, T::Row>;
    type Tuple = Self::Row;
}

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
pub trait MaybeRow: FromRow {
    /// The row under one more outer join.
    type Optional: MaybeRow;
}

impl<R: crate::table::TableRow> MaybeRow for R {
    type Optional = Option<R>;
}

impl<R: crate::table::TableRow> MaybeRow for Option<R> {
    type Optional = Self;
}

/// A tuple of joined rows.
pub trait Rows: FromRow {
    /// The same with each row optional.
    type Optional: Rows;
}

/// A tuple that takes one more row at its end.
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
