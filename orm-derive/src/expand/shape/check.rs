//! One question for each field, so that a field that does not fit its table is one error.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Ident;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned as _;

use crate::ast::{FieldModel, Filled, ShapeModel};
use crate::naming;

/// Expands to:
///
/// ```text
/// mod __names { pub(super) struct id; pub(super) struct posts; }
/// impl _orm::Fields for Card {
///     type Checked = _orm::Checked<{ let _ = (_orm::shape::field::<__names::id, User, 123, i64, _>, ..); 0 }>;
/// }
/// ```
///
/// The types are made for their names, which rustc shows in its messages.
pub(super) fn check(model: &ShapeModel<'_>) -> TokenStream {
    let ident = model.ident;
    let mut names: Vec<&Ident> = Vec::new();
    for name in model.fields.iter().filter_map(names_of) {
        if names.iter().all(|other| other.unraw() != name.unraw()) {
            names.push(name);
        }
    }
    let structs = names.iter().map(|name| quote_spanned!(name.span()=> pub(super) struct #name;));
    let module = (!names.is_empty()).then(|| {
        quote! {
            #[allow(non_camel_case_types, clippy::empty_structs_with_brackets)]
            mod __names {
                #(#structs)*
            }
        }
    });
    let checks = model.fields.iter().map(|field| check_field(model, field));
    quote! {
        #module
        #[automatically_derived]
        impl _orm::Fields for #ident {
            type Checked = _orm::Checked<{
                let _ = (#(#checks,)*);
                0
            }>;
        }
    }
}

/// What a field asks the table for.
fn names_of<'m>(field: &'m FieldModel<'_>) -> Option<&'m Ident> {
    match &field.filled {
        Filled::Count(count) => Some(&count.relation),
        _ => super::asked(field),
    }
}

fn check_field(model: &ShapeModel<'_>, field: &FieldModel<'_>) -> TokenStream {
    let (of, ty) = (&model.of, field.ty);
    let relation = |name: &Ident| {
        let number = naming::number(name);
        let of = respanned(quote!(#of), name);
        quote_spanned!(name.span()=> _orm::shape::relation::<__names::#name, #of, #number>)
    };
    let by_name = |name: &Ident| {
        let number = naming::number(name);
        let of = respanned(quote!(#of), name);
        quote_spanned!(name.span()=> _orm::shape::field::<__names::#name, #of, #number, #ty, _>)
    };
    let value = || quote_spanned!(ty.span()=> _orm::column_value::<#ty>);
    match &field.filled {
        Filled::ByName => by_name(field.ident),
        Filled::Related(related) => {
            let (relation, field) = (relation(&related.relation), by_name(&related.relation));
            quote!((#relation, #field))
        }
        Filled::Count(count) => {
            let (relation, value) = (relation(&count.relation), value());
            quote!((#relation, #value))
        }
        Filled::Column(_) | Filled::Computed(_) => value(),
    }
}

/// The table at the field: an error about the field is no error of the attribute on the struct.
fn respanned(tokens: TokenStream, at: &Ident) -> TokenStream {
    tokens
        .into_iter()
        .map(|mut token| {
            token.set_span(token.span().located_at(at.span()));
            token
        })
        .collect()
}
