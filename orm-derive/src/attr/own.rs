//! `Self` in an attribute is the struct that has it, as it is in an `impl`: expansions stand outside of one.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use syn::{Attribute, Data, DeriveInput, Meta};

use super::symbol;

/// Puts the name of the struct in the place of `Self`, at the place of the word.
pub(crate) fn named(mut input: DeriveInput) -> DeriveInput {
    let name = input.ident.clone();
    let fields: Box<dyn Iterator<Item = &mut Vec<Attribute>>> = match &mut input.data {
        Data::Struct(data) => Box::new(data.fields.iter_mut().map(|field| &mut field.attrs)),
        Data::Enum(data) => Box::new(data.variants.iter_mut().map(|variant| &mut variant.attrs)),
        Data::Union(_) => Box::new(std::iter::empty()),
    };
    for attr in std::iter::once(&mut input.attrs).chain(fields).flatten() {
        if let Meta::List(list) = &mut attr.meta
            && symbol::HELPERS.iter().any(|helper| list.path.is_ident(helper))
        {
            list.tokens = replaced(std::mem::take(&mut list.tokens), &name);
        }
    }
    input
}

fn replaced(tokens: TokenStream, name: &Ident) -> TokenStream {
    let replace = |token| match token {
        TokenTree::Ident(word) if word == "Self" => {
            let mut own = name.clone();
            own.set_span(word.span());
            TokenTree::Ident(own)
        }
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), replaced(group.stream(), name));
            inner.set_span(group.span());
            TokenTree::Group(inner)
        }
        token => token,
    };
    tokens.into_iter().map(replace).collect()
}
