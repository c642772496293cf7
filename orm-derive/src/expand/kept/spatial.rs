//! The spatial index of a table, and the bounds that its boxes are compared with.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::{check_column, check_key};
use crate::ast::{DimensionModel, SpatialModel, TableModel};
use crate::naming;

/// Expands to:
///
/// ```text
/// const __SPATIAL: _orm::SpatialIndex = _orm::SpatialIndex::new(
///     "rooms_rtree",
///     &[_orm::SpatialIndex::number(), _orm::SpatialIndex::end("min_x"), _orm::SpatialIndex::end("max_x")],
///     &[_orm::Dimension::new("x", 1, 2)],
/// );
/// impl _orm::SpatialDef for Room { fn spatial_index() -> &'static _orm::SpatialIndex { &__SPATIAL } }
/// pub struct RoomBounds<__S>(_orm::BoundsOf<__S>);
/// impl<__S> RoomBounds<__S> {
///     pub fn x<__R: _orm::Interval<__S, <f64 as _orm::ColumnValue>::Base, __J>, __J: _orm::RowEnds<__S>>(self, range: __R) -> Self { .. }
/// }
/// const _: () = if !_orm::is_number::<f64>() { _orm::panic!(..) };
/// const _: fn() = _orm::same_ends::<f64, f64>;
/// ```
pub(super) fn spatial(table: &TableModel<'_>) -> TokenStream {
    let Some(spatial) = &table.spatial else {
        return TokenStream::new();
    };
    let ident = table.ident;
    let SpatialModel { dimensions, name, integer } = spatial;
    let ends = dimensions.iter().flat_map(|dimension| {
        let name = naming::unraw(&dimension.name);
        [format!("min_{name}"), format!("max_{name}")]
    });
    let described = dimensions.iter().map(|DimensionModel { name, low, high }| {
        let (name, low, high) = (naming::unraw(name), low.0, high.0);
        quote!(_orm::Dimension::new(#name, #low, #high))
    });
    let option = integer.then(|| quote!(.integer()));
    let bounds = bounds_ident(table);
    let checks = dimensions.iter().map(|dimension| checks(table, dimension, *integer));
    let keys = check_key(table, "a spatial index");
    let definition = bounds_type(table, &bounds, dimensions);
    quote! {
        const __SPATIAL: _orm::SpatialIndex = _orm::SpatialIndex::new(
            #name,
            &[_orm::SpatialIndex::number(), #(_orm::SpatialIndex::end(#ends)),*],
            &[#(#described),*],
        ) #option;
        #[automatically_derived]
        impl _orm::SpatialDef for #ident {
            fn spatial_index() -> &'static _orm::SpatialIndex {
                &__SPATIAL
            }
        }
        #definition
        #(#checks)*
        #(#keys)*
    }
}

/// `RoomBounds`, unless a field's type has that name.
pub(super) fn bounds_ident(table: &TableModel<'_>) -> Ident {
    let types = table.columns.iter().map(|column| column.ty);
    naming::unused(&format!("{}Bounds", naming::unraw(table.ident)), &quote!(#(#types)*))
}

/// The type of the bounds, with a method for each dimension.
fn bounds_type(table: &TableModel<'_>, bounds: &Ident, dimensions: &[DimensionModel]) -> TokenStream {
    let vis = table.vis;
    let doc = format!(" Bounds in the dimensions of `{}`.", naming::unraw(table.ident));
    let methods = dimensions.iter().enumerate().map(|(at, DimensionModel { name, low, high })| {
        let ty = table.columns[low.0].ty;
        let [low, high] = [low, high].map(|(_, field)| naming::unraw(field));
        let doc = if low == high {
            format!(" Where `{low}` is.")
        } else {
            format!(" Where the boxes from `{low}` to `{high}` are.")
        };
        // The field's token, so that a type that is no column's is one error.
        let base = quote_spanned!(ty.span()=> <#ty as _orm::ColumnValue>::Base);
        quote! {
            #[doc = #doc]
            #vis fn #name<__R: _orm::Interval<__S, #base, __J>, __J: _orm::RowEnds<__S>>(self, range: __R) -> Self {
                Self(self.0.with(#at, range))
            }
        }
    });
    quote! {
        #[doc = #doc]
        #[must_use = "bounds do nothing until a predicate takes them"]
        #vis struct #bounds<__S>(_orm::BoundsOf<__S>);
        #[allow(dead_code, missing_docs, private_bounds, private_interfaces)]
        impl<__S> #bounds<__S> {
            #(#methods)*
        }
        #[automatically_derived]
        impl<__S> _orm::BoundsDef<__S> for #bounds<__S> {
            fn new(ends: _orm::BoundsOf<__S>) -> Self {
                Self(ends)
            }
            fn into_ends(self) -> _orm::BoundsOf<__S> {
                self.0
            }
        }
        #[automatically_derived]
        impl<__S> _orm::Clone for #bounds<__S> {
            fn clone(&self) -> Self {
                Self(_orm::Clone::clone(&self.0))
            }
        }
        #[automatically_derived]
        impl<__S> _orm::fmt::Debug for #bounds<__S> {
            fn fmt(&self, f: &mut _orm::fmt::Formatter<'_>) -> _orm::fmt::Result {
                _orm::fmt::Debug::fmt(&self.0, f)
            }
        }
    }
}

/// The ends of a dimension are numbers of one type, and integers where the index is one of integers.
fn checks(table: &TableModel<'_>, dimension: &DimensionModel, integer: bool) -> TokenStream {
    let DimensionModel { low, high, .. } = dimension;
    let is_point = low.0 == high.0;
    let ends = std::iter::once(low).chain((!is_point).then_some(high));
    let numbers = ends.map(|end| {
        let field = naming::unraw(&end.1);
        if integer {
            let message = format!("`{field}` is not stored as INTEGER; remove `integer` from the spatial index");
            check_column(table, end, "is_integer_value", &message)
        } else {
            let message = format!("`{field}` is not stored as INTEGER or REAL, and cannot be the end of a dimension");
            check_column(table, end, "is_number", &message)
        }
    });
    let same = (!is_point).then(|| {
        let [high_ty, low_ty] = [high, low].map(|(index, _)| table.columns[*index].ty);
        quote_spanned!(high.1.span()=> const _: fn() = _orm::same_ends::<#high_ty, #low_ty>;)
    });
    quote!(#(#numbers)* #same)
}
