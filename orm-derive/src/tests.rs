//! The pipelines on parsed structs: which errors, in which order, at which token.

#![allow(clippy::too_many_lines, reason = "tables of cases")]

mod column;
mod column_type;
mod expansion;
mod hostile;
mod model;
mod relations;
mod shape;
mod table;
mod view;

use syn::DeriveInput;

fn input(source: &str) -> DeriveInput {
    syn::parse_str(source).expect("the test's source parses")
}

/// Each error as `token: message`.
fn errors<T>(result: syn::Result<T>) -> Vec<String> {
    let error = result.err().map(IntoIterator::into_iter);
    error
        .into_iter()
        .flatten()
        .map(|error| {
            let token = error.span().source_text().unwrap_or_default();
            format!("{token}: {error}")
        })
        .collect()
}

fn table_errors(source: &str) -> Vec<String> {
    errors(crate::table::parse(&input(source)).map(drop))
}

fn relations_errors(source: &str) -> Vec<String> {
    errors(crate::relations::parse(&input(source)).map(drop))
}

fn column_type_errors(source: &str) -> Vec<String> {
    errors(crate::column_type::parse(&input(source)).map(drop))
}

/// The errors of a struct with the table attribute `attribute` and the fields `id`, `email`, `name`.
fn table_attr(attribute: &str) -> Vec<String> {
    table_errors(&format!(
        "#[table({attribute})] struct User {{ #[column(primary_key)] id: i64, email: String, name: String }}"
    ))
}

/// The errors of a struct with a field of type `ty` and the column attribute `attribute`.
fn column_attr(attribute: &str, ty: &str) -> Vec<String> {
    table_errors(&format!("struct User {{ id: i64, #[column({attribute})] field: {ty} }}"))
}

/// The errors of a struct with the relation attribute `attribute`.
fn relations_attr(attribute: &str) -> Vec<String> {
    relations_errors(&format!(
        "#[relations({attribute})] struct User {{ id: i64, #[column(references = Team::ID)] team_id: i64, name: String }}"
    ))
}
