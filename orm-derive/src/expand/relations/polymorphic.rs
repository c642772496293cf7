//! A relation to one of several tables: the enum of its rows, and its tag.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::Ident;
use syn::spanned::Spanned as _;

use super::{pairs, parameter};
use crate::ast::{RelationKind, RelationModel, RelationsModel, TargetModel, TypeValue};
use crate::naming;

/// What a polymorphic relation is made of.
struct Polymorphic<'a> {
    tag: &'a Ident,
    name: &'a Ident,
    targets: &'a [TargetModel],
    type_column: usize,
    id_column: usize,
}

impl<'a> Polymorphic<'a> {
    fn of(relation: &'a RelationModel) -> Option<Self> {
        match &relation.kind {
            RelationKind::Polymorphic { type_column, id_column, targets, name } => {
                let (type_column, id_column) = (*type_column, *id_column);
                Some(Self { tag: &relation.tag, name, targets, type_column, id_column })
            }
            _ => None,
        }
    }

    /// `V0, V1, ..`: the types of the rows.
    fn parameters(&self, model: &RelationsModel<'_>) -> Vec<Ident> {
        (0..self.targets.len()).map(|index| parameter(model, &format!("V{index}"))).collect()
    }
}

/// Expands to, for each polymorphic relation:
///
/// ```text
/// pub enum CommentSubject<V0 = Post, V1 = User> { Post(V0), User(V1) }
/// ```
///
/// The parameters let it be `Clone`, `Debug` and `PartialEq` where the structs are.
pub(super) fn types(model: &RelationsModel<'_>, private: &TokenStream) -> TokenStream {
    let vis = model.vis;
    let enums = model.relations.iter().filter_map(Polymorphic::of).map(|relation| {
        let parameters = relation.parameters(model);
        let tables = relation.targets.iter().map(|target| &target.table);
        let defaults = parameters.iter().zip(tables).map(|(parameter, table)| quote!(#parameter = #table));
        let variants = relation.targets.iter().zip(&parameters).map(|(target, parameter)| {
            let variant = &target.variant;
            let doc = format!(" Said by `{}`.", target.value.text());
            quote!(#[doc = #doc] #variant(#parameter))
        });
        let name = relation.name;
        let doc = format!(" A row to which a [`{}`] leads: one of several tables.", naming::unraw(model.ident));
        quote! {
            #[doc = #doc]
            #[allow(dead_code, private_interfaces, clippy::derive_partial_eq_without_eq, clippy::large_enum_variant)]
            #[derive(#private::Clone, #private::PartialEq, #private::fmt::Debug)]
            #vis enum #name<#(#defaults),*> { #(#variants),* }
        }
    });
    enums.collect()
}

/// Expands to, for each polymorphic relation:
///
/// ```text
/// impl _orm::Polymorphic for Comment_subject { .. }
/// impl _orm::TargetOf<Comment_subject> for Post { fn type_value() -> _orm::TypeValue { _orm::TypeValue::Text("post") } }
/// impl<V0: _orm::Serialize, V1: _orm::Serialize> _orm::Serialize for CommentSubject<V0, V1> { .. }
/// ```
pub(super) fn impls(model: &RelationsModel<'_>) -> TokenStream {
    let relations = model.relations.iter().filter_map(|relation| Some((relation, Polymorphic::of(relation)?)));
    relations.map(|(relation, polymorphic)| implement(model, relation, &polymorphic)).collect()
}

fn implement(model: &RelationsModel<'_>, relation: &RelationModel, polymorphic: &Polymorphic<'_>) -> TokenStream {
    let ident = model.ident;
    let Polymorphic { tag, name, targets, type_column, id_column } = polymorphic;
    let text = naming::unraw(&relation.ident);
    let cardinality = super::tag::cardinality(model, relation);
    let tables: Vec<_> = targets.iter().map(|target| &target.table).collect();
    let variants: Vec<_> = targets.iter().map(|target| &target.variant).collect();
    let known: Vec<_> = targets.iter().map(|target| type_value(&target.value)).collect();
    let slots = pairs(tables.iter().map(|table| quote!(_orm::With<_orm::To<#tag, #table>, _orm::Whole<#table>>)));
    let whole = pairs(tables.iter().map(|_| quote!(_orm::With::whole())));
    let rows: Vec<_> = (0..targets.len()).map(|index| format_ident!("row_{index}")).collect();
    let pattern = pairs(rows.iter().map(|row| quote!(#row)));
    let values = pairs(tables.iter().map(|table| quote!(_orm::Option<#table>)));
    let parameters = polymorphic.parameters(model);
    let fields = &model.table.columns;
    let (type_ty, id_ty) = (fields[*type_column].ty, fields[*id_column].ty);
    let checks = targets.iter().map(|target| {
        let table = &target.table;
        let is_text = matches!(target.value, TypeValue::Text(_));
        let message = format!(
            "`{}` cannot be stored in the column that says the type: a text is for TEXT, a number for INTEGER",
            target.value.text()
        );
        quote_spanned! {table.span()=>
            const _: fn() = || _orm::same_primary_key::<#id_ty, #table>();
            const _: () = if !_orm::says_type::<#type_ty>(#is_text) { _orm::panic!(#message) };
        }
    });
    quote! {
        #[automatically_derived]
        impl _orm::Polymorphic for #tag {
            type Parent = #ident;
            type Cardinality = #cardinality;
            type Value = #name;
            type Slots = #slots;
            fn path() -> _orm::PolymorphicPath {
                _orm::PolymorphicPath { name: #text, type_column: #type_column, id: &[#id_column], known: &[#(#known),*] }
            }
            fn slots() -> Self::Slots {
                #whole
            }
            fn value(#pattern: #values) -> _orm::Option<#name> {
                #(if let _orm::Option::Some(row) = #rows { return _orm::Option::Some(#name::#variants(row)); })*
                _orm::Option::None
            }
        }
        #(
            #[automatically_derived]
            impl _orm::TargetOf<#tag> for #tables {
                fn type_value() -> _orm::TypeValue {
                    #known
                }
            }
        )*
        #(#checks)*
        #[automatically_derived]
        impl<#(#parameters: _orm::Serialize),*> _orm::Serialize for #name<#(#parameters),*> {
            fn serialize<__S: _orm::Serializer>(&self, serializer: __S) -> _orm::Result<__S::Ok, __S::Error> {
                match self {
                    #(Self::#variants(row) => _orm::Serialize::serialize(row, serializer),)*
                }
            }
        }
        #[automatically_derived]
        impl<#(#parameters),*> _orm::SlotField for #name<#(#parameters),*> {}
    }
}

pub(super) fn type_value(value: &TypeValue) -> TokenStream {
    match value {
        TypeValue::Text(text) => quote!(_orm::TypeValue::Text(#text)),
        TypeValue::Integer(integer) => quote!(_orm::TypeValue::Integer(#integer)),
    }
}
