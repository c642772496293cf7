//! The relations of a struct: tags, the row with slots, and the query with `with_..` methods.

mod polymorphic;
mod query;
mod row;
mod tag;
mod unique;

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Path};

use crate::ast::{RelationKind, RelationModel, RelationsModel};
use crate::naming;

/// What stands outside of the block: the names that users write.
pub(super) fn outside(model: &RelationsModel<'_>, private: &TokenStream) -> TokenStream {
    let tags = tag::types(model);
    let enums = polymorphic::types(model, private);
    let row = row::row_type(model, private);
    let query = query::query_type(model, private);
    quote!(#tags #enums #row #query)
}

/// What stands inside of the block.
pub(super) fn inside(model: &RelationsModel<'_>) -> TokenStream {
    let tags = tag::impls(model);
    let enums = polymorphic::impls(model);
    let row = row::impls(model);
    let query = query::impls(model);
    quote!(#tags #enums #row #query)
}

impl RelationModel {
    /// The related table, if it is one.
    fn child(&self) -> Option<&Path> {
        match &self.kind {
            RelationKind::HasMany(columns) | RelationKind::HasOne(columns) => {
                columns.first().map(|column| &column.table)
            }
            RelationKind::BelongsTo { table, .. } => Some(table),
            RelationKind::ManyToMany { target, .. } => Some(target),
            RelationKind::Polymorphic { .. } => None,
        }
    }

    /// The related tables.
    fn children(&self) -> Vec<&Path> {
        match &self.kind {
            RelationKind::Polymorphic { targets, .. } => targets.iter().map(|target| &target.table).collect(),
            _ => self.child().into_iter().collect(),
        }
    }
}

/// `R0, R1, ..`: the slots' types.
fn slots(model: &RelationsModel<'_>) -> Vec<Ident> {
    (0..model.relations.len()).map(|index| parameter(model, &format!("R{index}"))).collect()
}

/// `D`: the type of a query's handle.
fn handle(model: &RelationsModel<'_>) -> Ident {
    parameter(model, "D")
}

/// A type parameter, which must not hide a struct of the program.
fn parameter(model: &RelationsModel<'_>, name: &str) -> Ident {
    let RelationsModel { ident, row, query, .. } = model;
    let children = model.relations.iter().flat_map(RelationModel::children);
    naming::unused(name, &quote!(#ident #row #query #(#children)*))
}

/// `(a, (b, ()))`: slots are a list of pairs, so that there may be any number.
pub(super) fn pairs(items: impl DoubleEndedIterator<Item = TokenStream>) -> TokenStream {
    items.rev().fold(quote!(()), |rest, item| quote!((#item, #rest)))
}
