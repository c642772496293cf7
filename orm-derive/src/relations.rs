//! The pipeline of `derive(Relations)`.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::ast::RelationsModel;
use crate::ctxt::Ctxt;
use crate::{check, expand, fallback};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let expanded = |input: &DeriveInput| Ok(expand::relations(&parse(input)?));
    expanded(input).unwrap_or_else(|error| fallback::expand(input, &error, expanded))
}

/// The validated model, or all errors in one.
pub(crate) fn parse(input: &DeriveInput) -> syn::Result<RelationsModel<'_>> {
    let cx = Ctxt::new();
    let model = RelationsModel::from_ast(&cx, input);
    if let Some(model) = &model {
        check::check_relations(&cx, model);
    }
    cx.check()?;
    Ok(model.expect("`from_ast` reports before it returns `None`"))
}
