//! A shape: what it selects, what it loads, and how the struct is put together.

mod check;
mod load;

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use syn::{Ident, Type};

use crate::ast::{FieldModel, Filled, ShapeModel};
use crate::naming;

/// What stands inside of the block; nothing stands outside.
pub(super) fn shape(model: &ShapeModel<'_>) -> TokenStream {
    let check = check::check(model);
    let read = load::read(model);
    let load = load::load(model);
    let row = row(model);
    quote!(#check #read #load #row)
}

/// Expands to, so that a shape of columns alone is a row of any statement:
///
/// ```text
/// impl _orm::FromRow for Card where for<'__a> Card: _orm::shape::Flat {
///     ..
///     fn from_row<..>(row: &__R, start: usize) -> .. { _orm::shape::from_row(row, start) }
/// }
/// ```
///
/// The lifetime keeps the question open: whether a field is a relation is not known here, and rustc refuses a bound that
/// is never true.
fn row(model: &ShapeModel<'_>) -> TokenStream {
    let ident = model.ident;
    quote! {
        #[automatically_derived]
        impl _orm::FromRow for #ident
        where
            for<'__a> #ident: _orm::shape::Flat,
        {
            fn width() -> usize {
                <__Read as _orm::FromRow>::width()
            }
            fn is_absent<__R: _orm::Row + ?_orm::Sized>(row: &__R, start: usize) -> bool {
                <__Read as _orm::FromRow>::is_absent(row, start)
            }
            fn from_row<__R: _orm::Row + ?_orm::Sized>(row: &__R, start: usize) -> _orm::Result<Self, _orm::DecodeError> {
                _orm::shape::from_row(row, start)
            }
        }
    }
}

/// A shape that loads nothing: it stands where the attributes had errors.
pub(super) fn empty(model: &ShapeModel<'_>) -> TokenStream {
    let (ident, of) = (model.ident, &model.of);
    let params = params(model);
    quote! {
        #[automatically_derived]
        impl _orm::shape::ShapeDef for #ident {
            type Table = #of;
            type Params = #params;
            type Read = #of;
            type Slots = ();
            fn build(_: &Self::Params, _: &mut _orm::shape::Columns) {}
            fn assemble(_: #of, (): ()) -> Self {
                _orm::panic!("the shape has errors")
            }
        }
        #[automatically_derived]
        impl _orm::FromRow for #ident {
            fn width() -> usize {
                0
            }
            fn is_absent<__R: _orm::Row + ?_orm::Sized>(_: &__R, _: usize) -> bool {
                false
            }
            fn from_row<__R: _orm::Row + ?_orm::Sized>(_: &__R, _: usize) -> _orm::Result<Self, _orm::DecodeError> {
                _orm::panic!("the shape has errors")
            }
        }
    }
}

/// The type of the params; without any, `()`.
fn params(model: &ShapeModel<'_>) -> TokenStream {
    model.params.as_ref().map_or_else(|| quote!(()), |params| quote!(#params))
}

/// The name that a field asks the table for: the types decide whether that is a column or a relation.
fn asked<'m>(field: &'m FieldModel<'_>) -> Option<&'m Ident> {
    match &field.filled {
        Filled::ByName => Some(field.ident),
        Filled::Related(related) => Some(&related.relation),
        Filled::Column(_) | Filled::Computed(_) | Filled::Count(_) => None,
    }
}

/// `Card, i64, 123`: how the library's functions know a field.
fn key(model: &ShapeModel<'_>, ty: &Type, name: &Ident) -> TokenStream {
    let (ident, number): (_, Literal) = (model.ident, naming::number(name));
    quote!(#ident, #ty, #number)
}

/// The fields that have a slot: those that a relation may fill.
fn slots<'m, 'a>(model: &'m ShapeModel<'a>) -> impl DoubleEndedIterator<Item = (&'m FieldModel<'a>, &'m Ident, Ident)> {
    let asked = model.fields.iter().filter_map(|field| Some((field, asked(field)?)));
    let slots: Vec<_> =
        asked.enumerate().map(|(index, (field, name))| (field, name, format_ident!("slot_{index}"))).collect();
    slots.into_iter()
}
