//! The table's own traits: its schema, and how a row becomes the struct.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use crate::ast::TableModel;

/// Expands to:
///
/// ```text
/// impl _orm::Table for User { type Row = User; fn schema() -> &'static _orm::TableSchema { const { &User::__SCHEMA } } }
/// impl _orm::TableRow for User { type New = NewUser; type Patch = UserPatch; }
/// impl _orm::FromRow for User {
///     ..
///     fn from_row<__R: _orm::Row + ?Sized>(row: &__R, start: usize) -> _orm::Result<Self, _orm::DecodeError> {
///         _orm::Ok(User { id: row.get(start + 0)?, name: row.get(start + 1)? })
///     }
/// }
/// ```
pub(super) fn row(table: &TableModel<'_>) -> TokenStream {
    let ident = table.ident;
    let (new, patch) = (&table.insert.name, &table.patch.name);
    let width = table.columns.len();
    let fields = table.columns.iter().enumerate().map(|(index, column)| {
        let field = column.ident;
        // Spanned at the type, so that a field of no column type is one message there.
        quote_spanned!(column.ty.span()=> #field: _orm::Row::get(row, start + #index)?)
    });
    let key = primary_key(table);
    quote! {
        #[automatically_derived]
        impl _orm::Table for #ident {
            type Row = Self;
            fn schema() -> &'static _orm::TableSchema {
                const { &#ident::__SCHEMA }
            }
        }
        #[automatically_derived]
        impl _orm::TableRow for #ident {
            type New = #new;
            type Patch = #patch;
        }
        #[automatically_derived]
        impl _orm::FromRow for #ident {
            fn width() -> usize {
                #width
            }
            fn is_absent<__R: _orm::Row + ?Sized>(row: &__R, start: usize) -> bool {
                _orm::is_absent(&#ident::__SCHEMA, row, start)
            }
            fn from_row<__R: _orm::Row + ?Sized>(row: &__R, start: usize) -> _orm::Result<Self, _orm::DecodeError> {
                _orm::Ok(#ident { #(#fields),* })
            }
        }
        #[automatically_derived]
        impl _orm::SlotField for #ident {}
        #key
    }
}

fn primary_key(table: &TableModel<'_>) -> Option<TokenStream> {
    let ident = table.ident;
    let key = match table.primary_key.as_slice() {
        [] => return None,
        [one] => {
            let ty = table.columns[*one].ty;
            quote!(#ty)
        }
        several => {
            let types = several.iter().map(|&index| table.columns[index].ty);
            quote!((#(#types),*))
        }
    };
    Some(quote! {
        #[automatically_derived]
        impl _orm::PrimaryKey for #ident {
            type Key = #key;
        }
    })
}
