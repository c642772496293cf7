//! `insert(..)` and `patch(..)` of a table: how the generated models look.

use proc_macro2::TokenStream;
use syn::punctuated::Punctuated;
use syn::{Ident, Path, Token};

use super::cell::Keys;
use super::{Item, items, symbol};
use crate::ctxt::Ctxt;

/// What `insert(..)` or `patch(..)` says.
#[derive(Default)]
pub(crate) struct ModelAttrs {
    pub(crate) name: Option<Ident>,
    pub(crate) derives: Vec<Path>,
    /// Any other attribute, without its `#[..]`.
    pub(crate) attrs: Vec<TokenStream>,
}

impl ModelAttrs {
    pub(crate) fn parse(cx: &Ctxt, item: &Item<'_>) -> syn::Result<Self> {
        let mut model = Self::default();
        let mut keys = Keys::default();
        item.parens(&format!("{}(name = .., derive(..))", item.word), |input| {
            items(cx, input, &mut |item| {
                match item.word.as_str() {
                    symbol::NAME => {
                        keys.once(&item.key)?;
                        model.name = Some(item.ident("Name")?);
                    }
                    symbol::DERIVE => model.derives.extend(derives(item)?),
                    _ => model.attrs.push(pass_through(item)),
                }
                Ok(())
            });
            Ok(())
        })?;
        Ok(model)
    }
}

fn derives(item: &Item<'_>) -> syn::Result<Punctuated<Path, Token![,]>> {
    item.parens("derive(..)", |input| Punctuated::parse_terminated_with(input, Path::parse_mod_style))
}

/// `insert(..)` and `patch(..)` of a column: attributes for the field of the generated model.
pub(crate) fn field_attrs(cx: &Ctxt, item: &Item<'_>) -> syn::Result<Vec<TokenStream>> {
    let mut attrs = Vec::new();
    item.parens(&format!("{}(<attributes of the field>)", item.word), |input| {
        items(cx, input, &mut |item| {
            attrs.push(pass_through(item));
            Ok(())
        });
        Ok(())
    })?;
    Ok(attrs)
}

fn pass_through(item: &Item<'_>) -> TokenStream {
    super::until_comma(item.input);
    item.whole.clone()
}
