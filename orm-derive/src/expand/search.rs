//! The full-text index of a table.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::ast::{FtsModel, TableModel};
use crate::naming;

/// Expands to:
///
/// ```text
/// const __SEARCH: _orm::SearchIndex =
///     _orm::SearchIndex::new("notes_fts", &_orm::SearchIndex::hidden("notes_fts"), &[1, 2]);
/// impl _orm::SearchableDef for Note { fn search_index() -> &'static _orm::SearchIndex { &__SEARCH } }
/// const _: () = if !_orm::is_text::<String>() { _orm::panic!(..) };
/// ```
pub(super) fn search(table: &TableModel<'_>) -> TokenStream {
    let Some(fts) = &table.fts else {
        return TokenStream::new();
    };
    let ident = table.ident;
    let FtsModel { columns, name, tokenize, prefix, column_size } = fts;
    let positions = columns.iter().map(|(index, _)| index);
    let tokenize = tokenize.as_ref().map(|tokenizer| quote!(.tokenize(#tokenizer)));
    let prefix = prefix.as_ref().map(|lengths| quote!(.prefix(#lengths)));
    let column_size = (!column_size).then(|| quote!(.without_column_size()));
    let texts = columns.iter().map(|(index, field)| {
        let ty = table.columns[*index].ty;
        let message = format!("`{}` is not stored as TEXT, and cannot be searched", naming::unraw(field));
        quote_spanned!(field.span()=> const _: () = if !_orm::is_text::<#ty>() { _orm::panic!(#message) };)
    });
    let keys = table.primary_key.iter().map(|&index| {
        let column = &table.columns[index];
        let ty = column.ty;
        let message = "a full-text index needs an INTEGER primary key";
        quote_spanned!(ty.span()=> const _: () = if !_orm::is_integer::<#ty>() { _orm::panic!(#message) };)
    });
    quote! {
        const __SEARCH: _orm::SearchIndex =
            _orm::SearchIndex::new(#name, &_orm::SearchIndex::hidden(#name), &[#(#positions),*]) #tokenize #prefix #column_size;
        #[automatically_derived]
        impl _orm::SearchableDef for #ident {
            fn search_index() -> &'static _orm::SearchIndex {
                &__SEARCH
            }
        }
        #(#texts)*
        #(#keys)*
    }
}
