//! The columns and relations of a table by name, so that a field of a shape is one error at that field.
//!
//! A derive sees the names of a shape's fields and nothing of the table. So `derive(Table)` and `derive(Relations)` implement
//! [`Named`] for each column and relation, with a number for the name; and a shape asks for the number of its field's name.

use std::fmt;
use std::marker::PhantomData;

use super::ShapeDef;
use crate::never::Never;
use crate::relation::{Many, Optional, Relation, Required};
use crate::table::TableRow;

/// The table has a column or a relation whose name has this number: the FNV-1a hash of it.
///
/// Two names of one table with equal numbers would be two impls of one trait, which rustc refuses.
#[doc(hidden)]
pub trait Named<const NAME: u64> {
    /// A [`ColumnItem`] or a [`RelationItem`].
    type Item;
}

/// The column at the position `INDEX` of the table has values of type `V`.
///
/// The type is a parameter, as an associated type could be no less visible than the table.
#[doc(hidden)]
pub trait OfType<const INDEX: usize, V> {}

/// The column at the position `INDEX`.
#[doc(hidden)]
#[derive(Debug)]
pub struct ColumnItem<const INDEX: usize>;

/// The relation with the tag `R`.
#[doc(hidden)]
pub struct RelationItem<R>(PhantomData<fn() -> R>);

impl<R> fmt::Debug for RelationItem<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RelationItem")
    }
}

/// Something of the table `T` is called as `Self` is: a type that an expansion makes for the sake of its name.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "no column or relation of `{T}` is called `{Self}`",
    label = "`{T}` has nothing of this name"
)]
pub trait NameIn<T, const NAME: u64> {
    /// As [`Named::Item`].
    type Item;
}

#[diagnostic::do_not_recommend]
impl<N, T: Named<NAME>, const NAME: u64> NameIn<T, NAME> for N {
    type Item = T::Item;
}

/// What a field that holds the item must be; the type `V` of a column is inferred.
#[doc(hidden)]
pub trait Expected<T, V, F> {
    /// How many rows there are for one.
    type Cardinality;
    /// The related table.
    type Table;
}

#[diagnostic::do_not_recommend]
impl<T: OfType<INDEX, V>, V, F, const INDEX: usize> Expected<T, V, F> for ColumnItem<INDEX> {
    type Cardinality = NoRelation;
    type Table = NoRelation;
}

#[diagnostic::do_not_recommend]
impl<T, F, R: Relation> Expected<T, F, F> for RelationItem<R> {
    type Cardinality = R::Cardinality;
    type Table = R::Child;
}

/// Stands where a column has no cardinality and no related table.
#[doc(hidden)]
#[derive(Debug)]
pub struct NoRelation;

/// The field can hold what a relation loads.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this field cannot hold the relation",
    label = "the relation is `{C}`: `Many` rows are a `Vec`, an `Optional` row an `Option`, a `Required` row the shape itself"
)]
pub trait Holds<C> {
    /// The shape of one row.
    type Child;
}

#[diagnostic::do_not_recommend]
impl<X> Holds<Many> for Vec<X> {
    type Child = X;
}

#[diagnostic::do_not_recommend]
impl<X> Holds<Optional> for Option<X> {
    type Child = X;
}

#[diagnostic::do_not_recommend]
impl<X> Holds<Required> for X {
    type Child = X;
}

#[diagnostic::do_not_recommend]
impl<X> Holds<NoRelation> for X {
    type Child = NoRelation;
}

/// A shape of the table `T`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a shape of `{T}`",
    label = "not a shape of `{T}`",
    note = "it is a struct with `#[derive(Shape)]` and `#[shape(of = ..)]`, or the table's own struct"
)]
pub trait ShapeOf<T> {}

#[diagnostic::do_not_recommend]
impl<X: ShapeDef<Table = T>, T: TableRow> ShapeOf<T> for X {}

#[diagnostic::do_not_recommend]
impl ShapeOf<Self> for NoRelation {}

/// The name is a relation's.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "this is a column, and a relation is needed",
    label = "`filter`, `order_by`, `limit`, `offset`, `params`, `with_deleted`, `relation` and `count` are about relations"
)]
pub trait IsRelation {}

#[diagnostic::do_not_recommend]
impl<R> IsRelation for RelationItem<R> {}

#[diagnostic::do_not_recommend]
impl IsRelation for Never {}

/// Asks that the field `F` can hold what the table `T` has under the name `N`.
#[doc(hidden)]
pub const fn field<N, T, const NAME: u64, F, V>()
where
    N: NameIn<T, NAME, Item: Expected<T, V, F>>,
    F: super::SameAs<V>,
    F: Holds<<N::Item as Expected<T, V, F>>::Cardinality>,
    F::Child: ShapeOf<<N::Item as Expected<T, V, F>>::Table>,
{
}

/// Asks that the table `T` has a relation under the name `N`.
#[doc(hidden)]
pub const fn relation<N: NameIn<T, NAME, Item: IsRelation>, T, const NAME: u64>() {}
