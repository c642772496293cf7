//! A field: its type, and what is said at it.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use super::left_out::Notes;
use super::plan::{Field, Plan, TablePlan};
use super::rename::Renaming;
use crate::declared::{RustType, spelled};

/// What the struct knows of a field.
pub(super) struct Said<'a> {
    /// Whether it is the whole primary key.
    pub(super) in_key: bool,
    /// Whether it is unique by a constraint without a name.
    pub(super) unique: bool,
    /// The index over it alone.
    pub(super) index: Option<&'a TokenStream>,
    pub(super) renaming: &'a Renaming,
}

/// A field with its attribute.
pub(super) fn field(
    plan: &Plan<'_>,
    table: &TablePlan<'_>,
    at: usize,
    said: &Said<'_>,
    notes: &mut Notes,
) -> TokenStream {
    let field = &table.fields[at];
    let column = field.column;
    let mut items = Vec::new();
    if said.renaming.needs_name(&field.name, &column.name) {
        let name = &column.name;
        items.push(quote!(name = #name));
    }
    if said.in_key {
        items.push(quote!(primary_key));
        if table.table.autoincrement {
            items.push(quote!(autoincrement));
        }
    }
    if !column.declared_type.eq_ignore_ascii_case(field.ty.declared(table.table.strict)) {
        let declared = spelled(&column.declared_type);
        items.push(quote!(sql_type = #declared));
    }
    if said.unique {
        items.push(quote!(unique));
    }
    items.extend(collate(column.collate.as_deref()));
    items.extend(default(field));
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { quote!(stored) } else { quote!(virtual) };
        let sql = generated.expr.as_str();
        items.push(quote!(generated(#kind, #sql)));
    }
    if let Some(key) = table.keys.iter().find(|key| key.at_field && key.fields == [at]) {
        let targets = key.targets(&plan.tables);
        let options = key.options();
        items.push(quote!(references = #(#targets)* #(, #options)*));
    }
    items.extend(said.index.cloned());
    if column.on_null.is_some() {
        let why = "what happens on a conflict is said by each statement";
        notes.add_column(&table.table.name, &column.name, "ON CONFLICT of NOT NULL", why);
    }
    let attribute = (!items.is_empty()).then(|| quote!(#[column(#(#items),*)]));
    let name = ident::ident(&field.name);
    let ty = field.ty.tokens(field.nullable);
    quote!(#attribute pub #name: #ty)
}

/// The collating sequence, unless it is the one that holds anyway.
fn collate(name: Option<&str>) -> Option<TokenStream> {
    let name = name.filter(|name| !name.eq_ignore_ascii_case("binary"))?;
    Some(if name.eq_ignore_ascii_case("nocase") {
        quote!(collate = nocase)
    } else if name.eq_ignore_ascii_case("rtrim") {
        quote!(collate = rtrim)
    } else {
        quote!(collate = #name)
    })
}

/// The default as a value of Rust where the derive writes the same text for it, and else as SQL.
fn default(field: &Field<'_>) -> Option<TokenStream> {
    let sql = field.column.default.as_ref().filter(|_| field.column.generated.is_none())?.as_str();
    let value = match field.ty {
        RustType::Integer => integer(sql).map(|value| quote!(#value)),
        RustType::Bool => match sql {
            "0" => Some(quote!(false)),
            "1" => Some(quote!(true)),
            _ => None,
        },
        RustType::Text => text(sql).map(|value| quote!(#value)),
        RustType::Real | RustType::Blob | RustType::Any => None,
    };
    Some(value.map_or_else(|| quote!(default_sql = #sql), |value| quote!(default = #value)))
}

/// A number that is written as Rust and SQL both write it.
fn integer(sql: &str) -> Option<proc_macro2::Literal> {
    let value: i64 = sql.parse().ok()?;
    (value >= 0 && value.to_string() == sql).then(|| proc_macro2::Literal::i64_unsuffixed(value))
}

/// What stands in single quotes.
fn text(sql: &str) -> Option<String> {
    let inner = sql.strip_prefix('\'')?.strip_suffix('\'')?;
    let value = inner.replace("''", "'");
    let is_one = value.replace('\'', "''") == inner;
    (is_one && !value.contains('\0')).then_some(value)
}
