//! The indexes beside a table, which triggers keep in step.

mod search;

use proc_macro2::TokenStream;
use quote::{format_ident, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use crate::ast::TableModel;

pub(super) fn kept(table: &TableModel<'_>) -> TokenStream {
    search::search(table)
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
