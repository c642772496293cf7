//! The indexes beside a table, which triggers keep in step.

mod search;
mod spatial;

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use crate::ast::TableModel;

pub(super) fn kept(table: &TableModel<'_>) -> TokenStream {
    let (search, spatial) = (search::search(table), spatial::spatial(table));
    quote!(#search #spatial)
}

/// The type of the bounds of the table's boxes, in a query with the scope `__S`: none where it has no spatial index.
pub(super) fn bounds(table: &TableModel<'_>) -> TokenStream {
    let has_boxes = table.spatial.is_some();
    let bounds = has_boxes.then(|| spatial::bounds_ident(table));
    bounds.map_or_else(|| quote!(_orm::NoBounds), |bounds| quote!(#bounds<__S>))
}

/// An index finds a row by a number.
fn check_key<'t>(table: &'t TableModel<'_>, what: &'t str) -> impl Iterator<Item = TokenStream> + 't {
    table.primary_key.iter().map(move |&index| {
        let ty = table.columns[index].ty;
        let message = format!("{what} needs an INTEGER primary key");
        quote_spanned!(ty.span()=> const _: () = if !_orm::is_integer::<#ty>() { _orm::panic!(#message) };)
    })
}

/// A question about a column's type, asked at the word that names it in the attribute.
fn check_column(table: &TableModel<'_>, column: &(usize, Ident), condition: &str, message: &str) -> TokenStream {
    let (index, field) = column;
    let ty = table.columns[*index].ty;
    let condition = format_ident!("{condition}");
    quote_spanned!(field.span()=> const _: () = if !_orm::#condition::<#ty>() { _orm::panic!(#message) };)
}
