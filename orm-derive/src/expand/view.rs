//! What a view has besides a table's columns and rows: what it selects, and the types of its columns as one type.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use crate::ast::{TableModel, ViewBody};

/// The longest tuple of the library.
const TUPLE: usize = 16;

/// The option of the schema: `.view_query(|| _orm::view_sql::<ActiveUsers, _>(active_users))`, `.view_sql("SELECT ..")`,
/// `.existing()`, or `.derived()`; nothing for a table.
pub(super) fn kind(table: &TableModel<'_>) -> Option<TokenStream> {
    let ident = table.ident;
    Some(match table.view.as_ref()? {
        ViewBody::Derived => quote!(.derived()),
        ViewBody::Existing => quote!(.existing()),
        ViewBody::Sql(sql) => quote!(.view_sql(#sql)),
        ViewBody::Query(path) => {
            quote_spanned!(path.span()=> .view_query(|| _orm::view_sql::<#ident, _>(#path)))
        }
    })
}

/// Expands to:
///
/// ```text
/// impl _orm::View for ActiveUsers { type Columns = (i64, String); }
/// ```
pub(super) fn columns(view: &TableModel<'_>) -> TokenStream {
    let ident = view.ident;
    let types: Vec<_> = view.columns.iter().map(|column| spanned(column.ty)).collect();
    let columns = nested(&types);
    quote! {
        #[automatically_derived]
        impl _orm::View for #ident {
            type Columns = #columns;
        }
    }
}

/// Where a type is less visible than the view, rustc says so at the field (E0446).
fn spanned(ty: &Type) -> TokenStream {
    quote_spanned!(ty.span()=> #ty)
}

/// The one type, a tuple of up to 16, or tuples in a tuple.
fn nested(types: &[TokenStream]) -> TokenStream {
    match types {
        [one] => one.clone(),
        few if few.len() <= TUPLE => quote!((#(#few),*)),
        many => nested(&many.chunks(TUPLE).map(nested).collect::<Vec<_>>()),
    }
}
