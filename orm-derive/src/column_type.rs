//! The pipeline of `derive(ColumnType)`.

use proc_macro2::TokenStream;
use syn::DeriveInput;

use crate::ast::ColumnTypeModel;
use crate::ctxt::Ctxt;
use crate::{expand, fallback};

pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let expanded = |input: &DeriveInput| Ok(expand::column_type(&parse(input)?));
    expanded(input).unwrap_or_else(|error| fallback::expand(input, &error, expanded))
}

/// The validated model, or all errors in one.
pub(crate) fn parse(input: &DeriveInput) -> syn::Result<ColumnTypeModel<'_>> {
    let cx = Ctxt::new();
    let model = ColumnTypeModel::from_ast(&cx, input);
    cx.check()?;
    Ok(model.expect("`from_ast` reports before it returns `None`"))
}
