//! The pipeline of `derive(View)`.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::ast::TableModel;
use crate::ctxt::Ctxt;
use crate::{check, expand, fallback};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let expanded = |input: &DeriveInput| Ok(expand::view(&parse(input)?));
    expanded(input).unwrap_or_else(|error| fallback::expand(input, &error, expanded))
}

/// The validated model, or all errors in one.
pub(crate) fn parse(input: &DeriveInput) -> syn::Result<TableModel<'_>> {
    let cx = Ctxt::new();
    let model = TableModel::from_view(&cx, input);
    if let Some(model) = &model {
        check::check_view(&cx, model);
    }
    cx.check()?;
    Ok(model.expect("`from_view` reports before it returns `None`"))
}
