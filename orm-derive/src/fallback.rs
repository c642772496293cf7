//! What stands in for an expansion after errors: the errors, and the expansion of the same struct without its
//! attributes. The code around it still finds the columns and models that it names, so that one typo is one message.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Data, DeriveInput, Fields};

/// The errors, and what `expand` makes of the bare struct, if it makes anything.
pub(crate) fn expand(
    input: &DeriveInput,
    error: &syn::Error,
    expand: impl FnOnce(&DeriveInput) -> syn::Result<TokenStream>,
) -> TokenStream {
    let errors = error.to_compile_error();
    let bare = expand(&stripped(input)).unwrap_or_default();
    quote!(#errors #bare)
}

/// The struct with nothing of our attributes but where the library is, and which field is the key.
fn stripped(input: &DeriveInput) -> DeriveInput {
    let mut input = input.clone();
    input.attrs.retain(|attr| !is_ours(attr) || says(attr, "crate"));
    input.attrs.iter_mut().filter(|attr| is_ours(attr)).for_each(keep_crate);
    match &mut input.data {
        Data::Struct(data) => {
            let mut has_key = false;
            for field in fields(&mut data.fields) {
                let key = !has_key && field.attrs.iter().any(|attr| is_ours(attr) && says(attr, "primary_key"));
                has_key |= key;
                field.attrs.retain(|attr| !is_ours(attr));
                if key {
                    field.attrs.push(syn::parse_quote!(#[column(primary_key)]));
                }
            }
        }
        Data::Enum(data) => {
            for variant in &mut data.variants {
                variant.attrs.retain(|attr| !is_ours(attr));
            }
        }
        Data::Union(_) => {}
    }
    input
}

fn fields(fields: &mut Fields) -> impl Iterator<Item = &mut syn::Field> {
    fields.iter_mut()
}

fn is_ours(attr: &Attribute) -> bool {
    ["table", "view", "column", "relations", "column_type"].iter().any(|name| attr.path().is_ident(name))
}

fn says(attr: &Attribute, word: &str) -> bool {
    match &attr.meta {
        syn::Meta::List(list) => list.tokens.clone().into_iter().any(|token| token.to_string() == word),
        _ => false,
    }
}

/// Leaves `crate = path` of an attribute.
fn keep_crate(attr: &mut Attribute) {
    let syn::Meta::List(list) = &mut attr.meta else {
        return;
    };
    let mut kept = TokenStream::new();
    let mut inside = false;
    for token in list.tokens.clone() {
        let text = token.to_string();
        inside = (inside && text != ",") || text == "crate";
        if inside {
            kept.extend([token]);
        }
    }
    list.tokens = kept;
}
