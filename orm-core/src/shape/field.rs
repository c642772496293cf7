//! How a field of a shape is filled: from a column of the shape's own statement, or from the slot of a relation.

use super::name::{ColumnItem, Holds, Named, RelationItem};
use super::params::Provides;
use super::query::{ShapeLoad, ShapeQuery};
use super::slot::NoSlot;
use super::{Columns, ShapeDef};
use crate::ast::Expr;
use crate::engine::Unbound;
use crate::relation::{Cardinality, Handle, Relation, Slot, With};
use crate::table::TableRow;
use crate::value::checked::{Checked, CheckedColumn, Fields};
use crate::value::{ColumnValue, DecodeError, Row};

/// What fills a field of type `F`.
#[doc(hidden)]
pub trait Item<F> {
    /// What is read for it from the row of the shape's own statement.
    type Read: Send + 'static;
    /// What loads it, if it is a relation.
    type Slot: Slot;
    /// What a related shape takes at run time.
    type Params;
    /// How many columns are read.
    const WIDTH: usize;

    /// Adds the columns, and gives the slot.
    fn slot<T: TableRow>(params: &Self::Params, columns: &mut Columns) -> Self::Slot;

    /// Reads the columns from `at` on.
    ///
    /// # Errors
    ///
    /// When the value does not fit the type.
    fn read<R: Row + ?Sized>(row: &R, at: usize) -> Result<Self::Read, DecodeError>;

    /// The field's value.
    fn fill(read: Self::Read, value: <Self::Slot as Slot>::Value) -> F;
}

impl<V: ColumnValue, const INDEX: usize> Item<V> for ColumnItem<INDEX> {
    type Read = V;
    type Slot = NoSlot;
    type Params = ();
    const WIDTH: usize = 1;

    fn slot<T: TableRow>((): &(), columns: &mut Columns) -> NoSlot {
        columns.0.push(Expr::Column(T::source().column(INDEX)));
        NoSlot
    }

    #[inline]
    fn read<R: Row + ?Sized>(row: &R, at: usize) -> Result<V, DecodeError> {
        row.get(at)
    }

    #[inline]
    fn fill(read: V, (): ()) -> V {
        read
    }
}

impl<R: Relation, F> Item<F> for RelationItem<R>
where
    F: Holds<R::Cardinality, Child: ShapeDef<Table = R::Child>>,
    R::Cardinality: Cardinality<Slot<F::Child> = F>,
{
    type Read = ();
    type Slot = With<R, ShapeLoad<F::Child>>;
    type Params = <F::Child as ShapeDef>::Params;
    const WIDTH: usize = 0;

    fn slot<T: TableRow>(params: &Self::Params, _: &mut Columns) -> Self::Slot {
        With::by(ShapeQuery::<F::Child, Unbound>::new(Unbound, params))
    }

    #[inline]
    fn read<X: Row + ?Sized>(_: &X, _: usize) -> Result<(), DecodeError> {
        Ok(())
    }

    #[inline]
    fn fill((): (), value: F) -> F {
        value
    }
}

/// The item that fills a field of type `Self`. Like [`CheckedColumn`](crate::value::checked::CheckedColumn) it says nothing
/// of a shape that has an error: `C` is the block that reported it.
#[doc(hidden)]
pub trait CheckedField<C, T, const NAME: u64>: Sized {
    /// As [`Item::Read`].
    type Read: Send + 'static;
    /// As [`Item::Slot`].
    type Slot: Slot;
    /// As [`Item::Params`].
    type Params;
    /// As [`Item::WIDTH`].
    const WIDTH: usize;

    /// As [`Item::slot`].
    fn slot(params: &Self::Params, columns: &mut Columns) -> Self::Slot;

    /// As [`Item::read`].
    ///
    /// # Errors
    ///
    /// When the value does not fit the type.
    fn read<R: Row + ?Sized>(row: &R, at: usize) -> Result<Self::Read, DecodeError>;

    /// As [`Item::fill`].
    fn fill(read: Self::Read, value: <Self::Slot as Slot>::Value) -> Self;
}

impl<F, T: TableRow + Named<NAME, Item: Item<F>>, const NAME: u64> CheckedField<Checked<0>, T, NAME> for F {
    type Read = <T::Item as Item<F>>::Read;
    type Slot = <T::Item as Item<F>>::Slot;
    type Params = <T::Item as Item<F>>::Params;
    const WIDTH: usize = <T::Item as Item<F>>::WIDTH;

    fn slot(params: &Self::Params, columns: &mut Columns) -> Self::Slot {
        <T::Item as Item<F>>::slot::<T>(params, columns)
    }

    #[inline]
    fn read<R: Row + ?Sized>(row: &R, at: usize) -> Result<Self::Read, DecodeError> {
        <T::Item as Item<F>>::read(row, at)
    }

    #[inline]
    fn fill(read: Self::Read, value: <Self::Slot as Slot>::Value) -> F {
        <T::Item as Item<F>>::fill(read, value)
    }
}

/// A field of type `Self` that a relation fills, by a query that the shape's attributes change.
#[doc(hidden)]
pub trait CheckedRelation<C, T, const NAME: u64>: CheckedField<C, T, NAME> {
    /// The shape of one related row.
    type Child: ShapeDef<Params = Self::Params>;

    /// The slot that loads by a query.
    fn by(query: ShapeQuery<Self::Child, Unbound>) -> Self::Slot;
}

impl<F, T, R, const NAME: u64> CheckedRelation<Checked<0>, T, NAME> for F
where
    T: TableRow + Named<NAME, Item = RelationItem<R>>,
    R: Relation<Cardinality: Cardinality<Slot<F::Child> = F>>,
    F: Holds<R::Cardinality, Child: ShapeDef<Table = R::Child>>,
{
    type Child = F::Child;

    fn by(query: ShapeQuery<F::Child, Unbound>) -> Self::Slot {
        With::by(query)
    }
}

/// The relation of a name, for what is counted of it.
#[doc(hidden)]
pub trait CheckedHandle<C, const NAME: u64> {
    /// Its tag.
    type Tag: Relation;
}

impl<T: Named<NAME, Item = RelationItem<R>>, R: Relation, const NAME: u64> CheckedHandle<Checked<0>, NAME> for T {
    type Tag = R;
}

/// The slot of a field of type `F`, of the shape `S`, under the name `NAME`; its columns are added.
#[doc(hidden)]
pub fn slot<S, F, const NAME: u64, P, I>(params: &P, columns: &mut Columns) -> F::Slot
where
    S: ShapeDef + Fields,
    F: CheckedField<S::Checked, S::Table, NAME>,
    P: Provides<F::Params, I>,
{
    F::slot(params.provide(), columns)
}

/// The query of the related shape, with its own values at run time.
#[doc(hidden)]
pub fn related<S, F, const NAME: u64, P, I>(params: &P) -> ShapeQuery<F::Child, Unbound>
where
    S: ShapeDef + Fields,
    F: CheckedRelation<S::Checked, S::Table, NAME>,
    P: Provides<F::Params, I>,
{
    ShapeQuery::new(Unbound, params.provide())
}

/// The same, where the attribute says them.
#[doc(hidden)]
pub fn related_with<S, F, const NAME: u64>(params: &F::Params) -> ShapeQuery<F::Child, Unbound>
where
    S: ShapeDef + Fields,
    F: CheckedRelation<S::Checked, S::Table, NAME>,
{
    ShapeQuery::new(Unbound, params)
}

/// The slot that loads by a query of the related shape.
#[doc(hidden)]
pub fn by<S, F, const NAME: u64>(query: ShapeQuery<F::Child, Unbound>) -> F::Slot
where
    S: ShapeDef + Fields,
    F: CheckedRelation<S::Checked, S::Table, NAME>,
{
    F::by(query)
}

/// The handle of a relation, to count its rows.
#[doc(hidden)]
#[must_use]
pub const fn handle<S, const NAME: u64>() -> Handle<<S::Table as CheckedHandle<S::Checked, NAME>>::Tag>
where
    S: ShapeDef<Table: CheckedHandle<S::Checked, NAME>> + Fields,
{
    Handle::new()
}

/// What is read for a field.
#[doc(hidden)]
pub type Read<S, F, const NAME: u64> = <F as CheckedField<<S as Fields>::Checked, <S as ShapeDef>::Table, NAME>>::Read;

/// What loads a field.
#[doc(hidden)]
pub type SlotOf<S, F, const NAME: u64> =
    <F as CheckedField<<S as Fields>::Checked, <S as ShapeDef>::Table, NAME>>::Slot;

/// How many columns a field takes.
#[doc(hidden)]
#[must_use]
pub fn width<S: ShapeDef + Fields, F: CheckedField<S::Checked, S::Table, NAME>, const NAME: u64>() -> usize {
    F::WIDTH
}

/// Reads a field's columns, and goes on behind them.
///
/// # Errors
///
/// When a value does not fit its type.
#[doc(hidden)]
#[inline]
pub fn read<S, F, const NAME: u64, R>(row: &R, at: &mut usize) -> Result<F::Read, DecodeError>
where
    S: ShapeDef + Fields,
    F: CheckedField<S::Checked, S::Table, NAME>,
    R: Row + ?Sized,
{
    let start = *at;
    *at += F::WIDTH;
    F::read(row, start)
}

/// Reads a field that an attribute fills.
///
/// # Errors
///
/// When the value does not fit its type.
#[doc(hidden)]
#[inline]
pub fn read_one<S: Fields, F: CheckedColumn<S::Checked>, R: Row + ?Sized>(
    row: &R,
    at: &mut usize,
) -> Result<F, DecodeError> {
    let start = *at;
    *at += 1;
    F::checked_get(row, start)
}

/// Whether all columns of a shape are `NULL`.
#[doc(hidden)]
pub fn is_absent<R: Row + ?Sized>(row: &R, start: usize, width: usize) -> bool {
    (start..start + width).all(|at| row.is_null(at))
}

/// The value of a field.
#[doc(hidden)]
#[inline]
pub fn fill<S, F, const NAME: u64>(read: F::Read, value: <F::Slot as Slot>::Value) -> F
where
    S: ShapeDef + Fields,
    F: CheckedField<S::Checked, S::Table, NAME>,
{
    F::fill(read, value)
}
