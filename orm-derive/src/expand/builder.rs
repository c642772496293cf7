//! The builder of the insert model: a required column that is missing is an error that names it.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::Ident;

use super::model::{InsertField, writable};
use crate::ast::{ColumnModel, TableModel};
use crate::naming;

/// A column whose type decides whether it may be missing, with the names of its state.
struct Tracked<'m, 'a> {
    column: &'m ColumnModel<'a>,
    kind: InsertField,
    /// `User_email`: what the error calls it.
    marker: Ident,
    state: Ident,
}

/// Expands to:
///
/// ```text
/// pub struct User_email {}
/// pub struct NewUserBuilder<S0>(UserPatch, _orm::PhantomData<fn() -> (S0,)>);
/// impl NewUser { pub fn builder() -> NewUserBuilder<_orm::InsertStart<String, User, User_email>> { .. } }
/// impl<S0> NewUserBuilder<S0> {
///     pub fn email(mut self, value: impl _orm::IntoField<String>) -> NewUserBuilder<_orm::Given> { .. }
///     pub fn build(self) -> NewUser where S0: _orm::Provided<User_email> { .. }
/// }
/// ```
pub(super) fn builder(table: &TableModel<'_>) -> TokenStream {
    let name = naming::unraw(table.ident);
    let (vis, new, patch) = (table.vis, &table.insert.name, &table.patch.name);
    let types = table.columns.iter().map(|column| column.ty);
    // What the program names in the builder's types.
    let ident = table.ident;
    let types = quote!(#ident #new #patch #(#types)*);
    let mut builder = naming::unused(&format!("{}Builder", naming::unraw(new)), &types);
    builder.set_span(new.span());
    let tracked: Vec<_> = writable(table)
        .filter_map(|(index, column)| {
            let kind = InsertField::of(table, index);
            let marker = format_ident!("{name}_{}", naming::unraw(column.ident), span = column.ident.span());
            (kind != InsertField::Defaulted).then_some((column, kind, marker))
        })
        .enumerate()
        .map(|(at, (column, kind, marker))| {
            let state = naming::unused(&format!("__S{at}"), &types);
            Tracked { column, kind, marker, state }
        })
        .collect();
    let markers: Vec<_> = tracked.iter().map(|tracked| &tracked.marker).collect();
    let states: Vec<_> = tracked.iter().map(|tracked| &tracked.state).collect();
    let starts = tracked.iter().map(|Tracked { column, kind, marker, .. }| {
        let (table, ty) = (table.ident, column.ty);
        let start = if *kind == InsertField::RowidKey { quote!(KeyStart) } else { quote!(InsertStart) };
        quote!(_orm::#start<#ty, #table, #marker>)
    });
    let setters = writable(table).map(|(_, column)| setter(table, &builder, &tracked, column));
    let fields = writable(table).map(|(index, column)| {
        let field = column.ident;
        match InsertField::of(table, index) {
            InsertField::Defaulted => quote!(#field: self.0.#field),
            InsertField::RowidKey | InsertField::ByType => {
                quote!(#field: _orm::Field::from_set(self.0.#field))
            }
        }
    });
    let doc = format!(" Builds a `{new}`, column by column.");
    let doc_build = " The new row. Every column that is neither nullable nor has a default must be set.";
    quote! {
        #(
            #[doc(hidden)]
            #[allow(non_camel_case_types, dead_code)]
            #vis struct #markers {}
        )*
        #[doc = #doc]
        #[allow(dead_code, non_camel_case_types)]
        #vis struct #builder<#(#states),*>(#patch, _orm::PhantomData<fn() -> (#(#states,)*)>);
        #[allow(dead_code, private_interfaces)]
        impl #new {
            #[doc = #doc]
            #[must_use]
            #vis fn builder() -> #builder<#(#starts),*> {
                #builder(_orm::Default::default(), _orm::PhantomData)
            }
        }
        #[allow(dead_code, private_interfaces)]
        impl<#(#states),*> #builder<#(#states),*> {
            #(#setters)*
            #[doc = #doc_build]
            #[must_use]
            #vis fn build(self) -> #new where #(#states: _orm::Provided<#markers>),* {
                #new { #(#fields),* }
            }
        }
    }
}

fn setter(
    table: &TableModel<'_>,
    builder: &Ident,
    tracked: &[Tracked<'_, '_>],
    column: &ColumnModel<'_>,
) -> TokenStream {
    let (vis, field, ty) = (table.vis, column.ident, column.ty);
    let doc = format!(" Sets `{}.{}`.", table.name.text, column.name.text);
    // `build` is how a builder ends.
    let name =
        if naming::unraw(field) == "build" { format_ident!("set_build", span = field.span()) } else { field.clone() };
    let states = tracked.iter().map(|other| {
        let state = &other.state;
        if other.column.ident == field { quote!(_orm::Given) } else { quote!(#state) }
    });
    quote! {
        #[doc = #doc]
        #[must_use]
        #vis fn #name(mut self, value: impl _orm::IntoField<#ty>) -> #builder<#(#states),*> {
            self.0.#field = _orm::Set::Value(value.into_field());
            #builder(self.0, _orm::PhantomData)
        }
    }
}
