//! The row with slots, and the traits that follow the struct.

use proc_macro2::TokenStream;
use quote::quote;

use super::slots;
use super::tag::cardinality;
use crate::ast::RelationsModel;
use crate::naming;

/// Expands to:
///
/// ```text
/// pub struct UserRow<R0 = NotLoaded<User_posts>> { __base: User, pub posts: R0 }
/// ```
///
/// or, without any relation, to `pub type UserRow = User;`.
pub(super) fn row_type(model: &RelationsModel<'_>, private: &TokenStream) -> TokenStream {
    let (ident, vis, row) = (model.ident, model.vis, &model.row);
    if model.relations.is_empty() {
        let doc = format!(" A [`{}`], which has no relations.", naming::unraw(ident));
        return quote! {
            #[doc = #doc]
            #[allow(dead_code, non_camel_case_types, private_interfaces)]
            #vis type #row = #ident;
        };
    }
    let slots = slots(model);
    let tags = model.relations.iter().map(|relation| &relation.tag);
    let generics = slots.iter().zip(tags).map(|(slot, tag)| quote!(#slot = #private::NotLoaded<#tag>));
    let doc = format!(" A [`{}`] with the relations that a query loaded.", naming::unraw(ident));
    let fields = model.relations.iter().zip(&slots).map(|(relation, slot)| {
        let name = &relation.ident;
        let doc = format!(" The relation `{}`, once `with_{0}` has loaded it.", naming::unraw(name));
        quote!(#[doc = #doc] #vis #name: #slot)
    });
    quote! {
        #[doc = #doc]
        #[allow(dead_code, non_camel_case_types, private_interfaces)]
        #vis struct #row<#(#generics),*> {
            __base: #ident,
            #(#fields),*
        }
    }
}

/// Expands to `into_inner` and `into_parts`, `Deref` to the struct, and the traits that follow it: `Clone`, `Debug`,
/// `PartialEq`, `Serialize`.
///
/// ```text
/// impl<R0: _orm::Clone> _orm::Clone for UserRow<R0> where User: _orm::CloneRow<(R0,)> { .. }
/// ```
pub(super) fn impls(model: &RelationsModel<'_>) -> TokenStream {
    // Without relations the row is the struct itself.
    if model.relations.is_empty() {
        return TokenStream::new();
    }
    let (ident, vis, row) = (model.ident, model.vis, &model.row);
    let slots = &slots(model);
    let names: &Vec<_> = &model.relations.iter().map(|relation| &relation.ident).collect();
    let texts = names.iter().map(|name| naming::unraw(name));
    let texts: &Vec<_> = &texts.collect();
    let row_text = naming::unraw(row);
    let parts = quote!((#(#slots,)*));
    let this = quote!(#row<#(#slots),*>);
    let cardinalities = model.relations.iter().map(|relation| cardinality(model, relation));
    let fields = names.iter().zip(texts).zip(cardinalities);
    let serialized = fields.map(|((name, text), of)| quote!(_orm::named_slot::<#of, _>(#text, &self.#name)));
    let serialized = super::pairs(serialized.collect::<Vec<_>>().into_iter());
    // Without `automatically_derived` on `PartialEq`: clippy would ask for an `Eq` beside it.
    quote! {
        #[allow(dead_code, private_interfaces)]
        impl<#(#slots),*> #this {
            /// The struct without its relations.
            #[must_use]
            #vis fn into_inner(self) -> #ident {
                self.__base
            }

            /// The struct, and what stands in each slot, in the order of the relations.
            #[must_use]
            #vis fn into_parts(self) -> (#ident, #(#slots),*) {
                (self.__base, #(self.#names),*)
            }
        }
        #[automatically_derived]
        impl<#(#slots),*> _orm::Deref for #this {
            type Target = #ident;
            fn deref(&self) -> &#ident {
                &self.__base
            }
        }
        #[automatically_derived]
        impl<#(#slots: _orm::Clone),*> _orm::Clone for #this where #ident: _orm::CloneRow<#parts> {
            fn clone(&self) -> Self {
                Self {
                    __base: _orm::CloneRow::<#parts>::clone_row(&self.__base),
                    #(#names: _orm::Clone::clone(&self.#names)),*
                }
            }
        }
        impl<#(#slots: _orm::PartialEq),*> _orm::PartialEq for #this where #ident: _orm::EqRow<#parts> {
            fn eq(&self, other: &Self) -> bool {
                _orm::EqRow::<#parts>::eq_row(&self.__base, &other.__base) #(&& self.#names == other.#names)*
            }
        }
        #[automatically_derived]
        impl<#(#slots: _orm::fmt::Debug),*> _orm::fmt::Debug for #this where #ident: _orm::DebugRow<#parts> {
            fn fmt(&self, f: &mut _orm::fmt::Formatter<'_>) -> _orm::fmt::Result {
                f.debug_struct(#row_text)
                    .field("base", _orm::DebugRow::<#parts>::debug_row(&self.__base))
                    #(.field(#texts, &self.#names))*
                    .finish()
            }
        }
        #[automatically_derived]
        impl<#(#slots: _orm::Serialize + _orm::SlotField),*> _orm::Serialize for #this
        where
            #ident: _orm::SerializeRow<#parts>,
        {
            fn serialize<__S: _orm::Serializer>(&self, serializer: __S) -> _orm::Result<__S::Ok, __S::Error> {
                _orm::serialize_row::<#parts, _, _>(&self.__base, #serialized, serializer)
            }
        }
        #[automatically_derived]
        impl<#(#slots),*> _orm::SlotField for #this {}
    }
}
