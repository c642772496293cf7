//! The full-text index of a table.

use proc_macro2::TokenStream;
use quote::quote;

use super::{check_column, check_key};
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
    let texts = columns.iter().map(|column| {
        let message = format!("`{}` is not stored as TEXT, and cannot be searched", naming::unraw(&column.1));
        check_column(table, column, "is_text", &message)
    });
    let keys = check_key(table, "a full-text index");
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
