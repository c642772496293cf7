//! The indexes of a table and their names.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use crate::ast::{IndexModel, IndexPart, TableModel};

pub(super) fn indexes(table: &TableModel<'_>) -> Vec<TokenStream> {
    let mut taken = Vec::new();
    let mut name = |given: Option<&LitStr>, default: String| {
        let name = given.map_or_else(|| free_name(&taken, default), LitStr::value);
        taken.push(name.clone());
        name
    };
    let own = table.columns.iter().enumerate().filter_map(|(position, column)| {
        let index = column.index.as_ref()?;
        let name = name(index.name.as_ref(), index_name(table, [position]));
        Some(index_schema(&name, &[quote!(_orm::IndexPart::Asc(#position))], index.unique, index.filter.as_ref()))
    });
    let mut indexes: Vec<_> = own.collect();
    indexes.extend(table.indexes.iter().map(|index| {
        let name = name(index.name.as_ref(), index_name(table, columns_of(index)));
        let parts: Vec<_> = index.parts.iter().map(index_part).collect();
        index_schema(&name, &parts, index.unique, index.filter.as_ref())
    }));
    indexes
}

/// A name that no index before has: `users_email_idx_2`.
fn free_name(taken: &[String], name: String) -> String {
    let is_taken = |name: &str| taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    if !is_taken(&name) {
        return name;
    }
    let mut numbered = (2..taken.len() + 3).map(|number| format!("{name}_{number}"));
    let numbered = numbered.find(|numbered| !is_taken(numbered));
    numbered.unwrap_or(name)
}

fn columns_of(index: &IndexModel) -> impl Iterator<Item = usize> {
    index.parts.iter().filter_map(|part| match part {
        IndexPart::Column { column, .. } => Some(*column),
        IndexPart::Expr(_) => None,
    })
}

/// `users_email_name_idx`
fn index_name(table: &TableModel<'_>, columns: impl IntoIterator<Item = usize>) -> String {
    let mut name = table.name.text.clone();
    for column in columns {
        name.push('_');
        name.push_str(&table.columns[column].name.text);
    }
    name.push_str("_idx");
    name
}

fn index_part(part: &IndexPart) -> TokenStream {
    match part {
        IndexPart::Column { column, descending: false } => quote!(_orm::IndexPart::Asc(#column)),
        IndexPart::Column { column, descending: true } => quote!(_orm::IndexPart::Desc(#column)),
        IndexPart::Expr(sql) => quote!(_orm::IndexPart::Expr(#sql)),
    }
}

fn index_schema(name: &str, parts: &[TokenStream], unique: bool, filter: Option<&LitStr>) -> TokenStream {
    let unique = unique.then(|| quote!(.unique()));
    let filter = filter.map(|sql| quote!(.filter(#sql)));
    quote!(_orm::IndexSchema::new(#name, &[#(#parts),*])#unique #filter)
}
