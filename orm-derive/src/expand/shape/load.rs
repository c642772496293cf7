//! What a shape's own statement selects and how it is read; which relations are loaded; and the struct from both.

use proc_macro2::TokenStream;
use quote::{ToTokens as _, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{Expr, Ident};

use super::{asked, key, params, slots};
use crate::ast::{FieldModel, Filled, RelatedModel, ShapeModel};
use crate::expand::relations::pairs;
use crate::naming;

/// Expands to:
///
/// ```text
/// pub struct __Read { id: _orm::shape::Read<Card, i64, 123>, double: i64, .. }
/// impl _orm::FromRow for __Read {
///     fn width() -> usize { 0 + _orm::shape::width::<Card, i64, 123>() + 1 }
///     ..
///     fn from_row<..>(row: &__R, start: usize) -> _orm::Result<Self, _orm::DecodeError> {
///         let mut at = start;
///         _orm::Ok(Self { id: _orm::shape::read::<Card, i64, 123, _>(row, &mut at)?, .. })
///     }
/// }
/// ```
pub(super) fn read(model: &ShapeModel<'_>) -> TokenStream {
    let (ident, vis) = (model.ident, model.vis);
    let names: Vec<_> = model.fields.iter().map(|field| field.ident).collect();
    let key = |field: &FieldModel<'_>| asked(field).map(|name| key(model, field.ty, name));
    let types = model
        .fields
        .iter()
        .map(|field| key(field).map_or_else(|| field.ty.to_token_stream(), |key| quote!(_orm::shape::Read<#key>)));
    let widths = model
        .fields
        .iter()
        .map(|field| key(field).map_or_else(|| quote!(1), |key| quote!(_orm::shape::width::<#key>())));
    let reads = model.fields.iter().map(|field| {
        let ty = field.ty;
        key(field).map_or_else(
            || quote!(_orm::shape::read_one::<#ident, #ty, _>(row, &mut at)?),
            |key| quote!(_orm::shape::read::<#key, _>(row, &mut at)?),
        )
    });
    quote! {
        #[doc(hidden)]
        #vis struct __Read {
            #(#names: #types,)*
        }
        #[automatically_derived]
        impl _orm::FromRow for __Read {
            fn width() -> usize {
                0 #(+ #widths)*
            }
            fn is_absent<__R: _orm::Row + ?_orm::Sized>(row: &__R, start: usize) -> bool {
                _orm::shape::is_absent(row, start, <Self as _orm::FromRow>::width())
            }
            fn from_row<__R: _orm::Row + ?_orm::Sized>(row: &__R, start: usize) -> _orm::Result<Self, _orm::DecodeError> {
                let mut at = start;
                _orm::Ok(Self { #(#names: #reads,)* })
            }
        }
    }
}

/// Expands to:
///
/// ```text
/// impl _orm::shape::ShapeDef for Card {
///     type Table = User;
///     type Params = ();
///     type Read = __Read;
///     type Slots = (_orm::shape::SlotOf<Card, i64, 123>, (_orm::shape::SlotOf<Card, Vec<PostTitle>, 456>, ()));
///     fn build(_: &(), __columns: &mut _orm::shape::Columns) -> Self::Slots {
///         let slot_0 = _orm::shape::slot::<Card, i64, 123, _, _>(params, __columns);
///         _orm::shape::computed::<Card, i64, _, _>(__columns, User::LOGINS.mul(2));
///         let slot_1 = .. filter, order_by, limit ..;
///         (slot_0, (slot_1, ()))
///     }
///     fn assemble(read: __Read, (slot_0, (slot_1, ())): <Self::Slots as _orm::Slots>::Values) -> Self {
///         Card { id: _orm::shape::fill::<Card, i64, 123>(read.id, slot_0), double: read.double, .. }
///     }
/// }
/// ```
pub(super) fn load(model: &ShapeModel<'_>) -> TokenStream {
    let (ident, of) = (model.ident, &model.of);
    let params_type = params(model);
    // Spanned at the field's type: where it is less visible than the shape, rustc says so there (E0446).
    let types = pairs(slots(model).map(|(field, name, _)| {
        let key = key(model, field.ty, name);
        quote_spanned!(field.ty.span()=> _orm::shape::SlotOf<#key>)
    }));
    let list = pairs(slots(model).map(|(_, _, slot)| quote!(#slot)));
    let slot_of = |field: &FieldModel<'_>| slots(model).find(|(other, ..)| other.ident == field.ident);
    let builds = model.fields.iter().map(|field| build(model, field, slot_of(field).map(|(_, _, slot)| slot).as_ref()));
    let fields = model.fields.iter().map(|field| {
        let name = field.ident;
        let Some((_, asked, slot)) = slot_of(field) else {
            return quote!(#name: __read.#name);
        };
        let key = key(model, field.ty, asked);
        quote!(#name: _orm::shape::fill::<#key>(__read.#name, #slot))
    });
    let (argument, own) = if model.params.is_some() {
        (quote!(params), quote!(let __params = params;))
    } else {
        (quote!(_), quote!(let __params = &_orm::shape::NoParams;))
    };
    quote! {
        #[automatically_derived]
        impl _orm::shape::ShapeDef for #ident {
            type Table = #of;
            type Params = #params_type;
            type Read = __Read;
            type Slots = #types;
            #[allow(clippy::unused_unit)]
            fn build(#argument: &Self::Params, __columns: &mut _orm::shape::Columns) -> Self::Slots {
                #own
                let _ = __params;
                #(#builds)*
                #list
            }
            fn assemble(__read: __Read, #list: <Self::Slots as _orm::Slots>::Values) -> Self {
                #ident { #(#fields,)* }
            }
        }
    }
}

/// The statement that adds a field's column and makes its slot.
fn build(model: &ShapeModel<'_>, field: &FieldModel<'_>, slot: Option<&Ident>) -> TokenStream {
    let (ident, ty) = (model.ident, field.ty);
    match &field.filled {
        Filled::ByName => {
            let key = key(model, ty, field.ident);
            quote_spanned!(field.ident.span()=> let #slot = _orm::shape::slot::<#key, _, _>(__params, __columns);)
        }
        Filled::Column(column) => computed(&quote!(column), ident, field, &quote!(#column), column.span()),
        Filled::Computed(expr) => computed(&quote!(computed), ident, field, &quote!(#expr), expr.span()),
        Filled::Count(count) => {
            let number = naming::number(&count.relation);
            let handle = quote_spanned!(count.span=> _orm::shape::handle::<#ident, #number>());
            let count = match &count.filter {
                None => quote!(#handle.count()),
                Some(filter) => quote!(#handle.count_where(#filter)),
            };
            computed(&quote!(computed), ident, field, &count, ty.span())
        }
        Filled::Related(related) => {
            let query = query(model, field, related);
            let key = key(model, ty, &related.relation);
            quote!(let #slot = _orm::shape::by::<#key>({ #query });)
        }
    }
}

fn computed(
    function: &TokenStream,
    ident: &Ident,
    field: &FieldModel<'_>,
    expr: &TokenStream,
    span: proc_macro2::Span,
) -> TokenStream {
    let ty = field.ty;
    quote_spanned!(span=> _orm::shape::#function::<#ident, #ty, _, _>(__columns, #expr);)
}

/// The query of a relation, with what its attributes say.
fn query(model: &ShapeModel<'_>, field: &FieldModel<'_>, related: &RelatedModel) -> TokenStream {
    let key = key(model, field.ty, &related.relation);
    let span = related.relation.span();
    let start = match &related.params {
        None => quote_spanned!(span=> _orm::shape::related::<#key, _, _>(__params)),
        Some(params) => quote_spanned!(params.span()=> _orm::shape::related_with::<#key>(&#params)),
    };
    let clause = |method: TokenStream, expr: &Option<Expr>| {
        expr.as_ref()
            .map(|expr| quote_spanned!(expr.span()=> let __query = _orm::RelationQuery::#method(__query, #expr);))
    };
    let clauses = [
        clause(quote!(filter), &related.filter),
        clause(quote!(order_by), &related.order_by),
        clause(quote!(limit), &related.limit),
        clause(quote!(offset), &related.offset),
    ];
    let with_deleted = related
        .with_deleted
        .as_ref()
        .map(|word| quote_spanned!(word.span()=> let __query = _orm::RelationQuery::with_deleted(__query);));
    let clauses = clauses.into_iter().flatten().chain(with_deleted);
    quote! {
        let __query = #start;
        #(#clauses)*
        __query
    }
}
