//! From the model to tokens.
//!
//! Each file makes one output and shows its expansion in a comment. What users name stands outside of the block that
//! [`wrap`] makes; all else is inside, where the library is `_orm`.

mod builder;
mod column_type;
mod kept;
mod model;
mod relations;
mod row;
mod schema;
mod shape;
mod view;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Path;

use crate::ast::{ColumnTypeModel, RelationsModel, ShapeModel, TableModel};

pub(crate) fn table(table: &TableModel<'_>) -> TokenStream {
    let private = private(table.crate_path.as_ref());
    let models = [model::insert(table, &private), model::patch(table, &private)];
    let items = [
        schema::schema(table),
        schema::alias(table),
        schema::references(table),
        row::row(table),
        model::traits(table),
        builder::builder(table),
        kept::kept(table),
    ];
    let block = wrap(&private, &items);
    quote!(#(#models)* #block)
}

pub(crate) fn view(view: &TableModel<'_>) -> TokenStream {
    let private = private(view.crate_path.as_ref());
    let items =
        [schema::schema(view), schema::alias(view), schema::references(view), row::row(view), view::columns(view)];
    wrap(&private, &items)
}

pub(crate) fn relations(model: &RelationsModel<'_>) -> TokenStream {
    let private = private(model.crate_path.as_ref());
    let outside = relations::outside(model, &private);
    let block = wrap(&private, &[relations::inside(model)]);
    quote!(#outside #block)
}

pub(crate) fn shape(model: &ShapeModel<'_>) -> TokenStream {
    wrap(&private(model.crate_path.as_ref()), &[shape::shape(model)])
}

/// A shape that loads nothing, in place of one with errors.
pub(crate) fn empty_shape(model: &ShapeModel<'_>) -> TokenStream {
    wrap(&private(model.crate_path.as_ref()), &[shape::empty(model)])
}

pub(crate) fn column_type(model: &ColumnTypeModel<'_>) -> TokenStream {
    wrap(&private(model.crate_path.as_ref()), &[column_type::column_type(model)])
}

/// The one module of the library that an expansion may name.
fn private(crate_path: Option<&Path>) -> TokenStream {
    crate_path.map_or_else(|| quote!(::orm_sqlite::__private), |path| quote!(#path::__private))
}

/// Puts items where their names meet nobody else's.
///
/// Expands to:
///
/// ```text
/// const _: () = {
///     use ::orm_sqlite::__private as _orm;
///     ..
/// };
/// ```
fn wrap(private: &TokenStream, items: &[TokenStream]) -> TokenStream {
    quote! {
        const _: () = {
            use #private as _orm;
            #(#items)*
        };
    }
}
