//! The table's own traits: its schema, and how a row becomes the struct.

use proc_macro2::{Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned as _;

use super::model::InsertField;
use super::{kept, schema};
use crate::ast::TableModel;
use crate::naming;

/// Expands to:
///
/// ```text
/// impl _orm::Fields for User { type Checked = _orm::Checked<{ let _ = (_orm::column_type::<i64>, ..); 0 }>; }
/// impl _orm::TableDef for User { type Row = User; fn schema() -> &'static _orm::TableSchema { const { &User::__SCHEMA } } }
/// impl _orm::TableRow for User { type Alias<__A: _orm::Alias> = UserAlias<__A>; type Access = _orm::ReadWrite<NewUser, UserPatch>; type Bounds<__S> = _orm::NoBounds; } // of a view, `ReadOnly`
/// impl _orm::FromRow for User {
///     ..
///     fn from_row<__R: _orm::Row + ?_orm::Sized>(row: &__R, start: usize) -> _orm::Result<Self, _orm::DecodeError> {
///         _orm::Ok(User { id: _orm::checked_get::<i64, User, _>(row, start + 0)?, .. })
///     }
/// }
/// impl _orm::shape::Named<123> for User { type Item = _orm::shape::ColumnItem<0>; }
/// impl _orm::shape::OfType<0, i64> for User {}
/// ```
pub(super) fn row(table: &TableModel<'_>) -> TokenStream {
    let ident = table.ident;
    let (new, patch) = (&table.insert.name, &table.patch.name);
    let width = Literal::usize_unsuffixed(table.columns.len());
    let fields = table.columns.iter().enumerate().map(|(index, column)| {
        let field = column.ident;
        let index = Literal::usize_unsuffixed(index);
        let ty = column.ty;
        quote!(#field: _orm::checked_get::<#ty, #ident, _>(row, start + #index)?)
    });
    let access = if table.view.is_some() { quote!(_orm::ReadOnly) } else { quote!(_orm::ReadWrite<#new, #patch>) };
    let bounds = kept::bounds(table);
    // The library's own views are not what a user means who names no table. (Elsewhere there is no attribute: without a prelude
    // its name is not found.)
    let own = table.crate_path.as_ref().is_some_and(|path| path.is_ident("crate"));
    let quiet = own.then(|| quote!(#[diagnostic::do_not_recommend]));
    let key = primary_key(table);
    let soft_delete = table.soft_delete.map(|_| {
        quote! {
            #[automatically_derived]
            impl _orm::SoftDeletes for #ident {}
        }
    });
    let versioned = table.columns.iter().any(|column| column.version).then(|| {
        quote! {
            #[automatically_derived]
            impl _orm::Versioned for #ident {}
        }
    });
    let alias = schema::alias_ident(table);
    // A column that the program never reads is still a column: no warning for its field.
    let names = table.columns.iter().map(|column| column.ident);
    let read = quote!(const _: fn(&#ident) = |row| _ = (#(&row.#names,)*););
    let checked = table.columns.iter().enumerate().map(|(index, column)| {
        let (ty, function) = (column.ty, InsertField::of(table, index).check());
        quote_spanned!(ty.span()=> _orm::#function::<#ty>)
    });
    let items = table.columns.iter().enumerate().map(|(index, column)| {
        let (name, ty) = (naming::number(column.ident), column.ty);
        quote! {
            impl _orm::shape::Named<#name> for #ident {
                type Item = _orm::shape::ColumnItem<#index>;
            }
            impl _orm::shape::OfType<#index, #ty> for #ident {}
        }
    });
    quote! {
        #read
        #[automatically_derived]
        impl _orm::Fields for #ident {
            type Checked = _orm::Checked<{
                let _ = (#(#checked,)*);
                0
            }>;
        }
        #[automatically_derived]
        impl _orm::TableDef for #ident {
            type Row = Self;
            fn schema() -> &'static _orm::TableSchema {
                const { &#ident::__SCHEMA }
            }
        }
        #[automatically_derived]
        #quiet
        impl _orm::TableRow for #ident {
            type Alias<__A: _orm::Alias> = #alias<__A>;
            type Access = #access;
            type Bounds<__S> = #bounds;
        }
        #[automatically_derived]
        #quiet
        impl _orm::FromRow for #ident {
            fn width() -> usize {
                #width
            }
            fn is_absent<__R: _orm::Row + ?_orm::Sized>(row: &__R, start: usize) -> bool {
                _orm::is_absent(&#ident::__SCHEMA, row, start)
            }
            fn from_row<__R: _orm::Row + ?_orm::Sized>(row: &__R, start: usize) -> _orm::Result<Self, _orm::DecodeError> {
                _orm::Ok(#ident { #(#fields),* })
            }
        }
        #key
        #(#items)*
        #soft_delete
        #versioned
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
