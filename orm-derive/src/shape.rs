//! The pipeline of `derive(Shape)`.

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::ast::ShapeModel;
use crate::ctxt::Ctxt;
use crate::expand;

/// After an error the struct is a shape all the same, if its table is known, so that one typo is one message.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let (model, checked) = parse(input);
    match (checked, model) {
        (Ok(()), Some(model)) => expand::shape(&model),
        (Ok(()), None) => TokenStream::new(),
        (Err(error), model) => {
            let errors = error.to_compile_error();
            let empty = model.as_ref().map(expand::empty_shape);
            quote!(#errors #empty)
        }
    }
}

/// The model as far as there is one, and all errors in one.
pub(crate) fn parse(input: &DeriveInput) -> (Option<ShapeModel<'_>>, syn::Result<()>) {
    let cx = Ctxt::new();
    let model = ShapeModel::from_ast(&cx, input);
    (model, cx.check())
}
