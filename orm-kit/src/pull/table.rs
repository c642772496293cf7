//! The struct of a table: what is said at the struct. What is said at its fields is in `column`.

use orm_sqlite::migrate::{Index, KeyPart};
use proc_macro2::TokenStream;
use quote::quote;

use super::left_out::Notes;
use super::plan::{Plan, TablePlan, is_plain};
use super::rename::Renaming;
use super::{column, ident};
use crate::declared::{RustType, is_truth, quoted};

/// The struct of the table at a position.
pub(super) fn item(plan: &Plan<'_>, at: usize, notes: &mut Notes) -> TokenStream {
    let table = &plan.tables[at];
    let renaming = Renaming::of(&table.fields);
    let key = primary_key(table, notes);
    let uniques = uniques(table, notes);
    let mut items = Vec::new();
    let name = &table.table.name;
    if heck::ToSnakeCase::to_snake_case(table.ident.as_str()) != *name || !name.is_ascii() {
        items.push(quote!(name = #name));
    }
    if let Some(rule) = renaming.rule() {
        items.push(quote!(rename_all = #rule));
    }
    if !table.table.strict {
        items.push(quote!(strict = false));
    }
    if table.table.without_rowid {
        items.push(quote!(without_rowid));
    }
    if key.len() > 1 {
        let fields = key.iter().map(|field| ident::ident(&table.fields[*field].name));
        items.push(quote!(primary_key(#(#fields),*)));
    }
    let mut taken = Vec::new();
    let mut indexes = Vec::new();
    let mut at_fields: Vec<(usize, TokenStream)> = Vec::new();
    for index in &table.table.indexes {
        let Some(said) = self::index(table, index, &mut taken, notes) else { continue };
        match said.field.filter(|field| at_fields.iter().all(|(other, _)| other != field)) {
            Some(field) => at_fields.push((field, said.at_field)),
            None => indexes.push(said.at_struct),
        }
    }
    let mut unique_fields = Vec::new();
    for (fields, name) in &uniques {
        // A field says it once; a second time it is said at the struct.
        if let ([field], None) = (&fields[..], name)
            && !unique_fields.contains(field)
        {
            unique_fields.push(*field);
            continue;
        }
        let name = name.as_ref().and_then(|name| constraint_name(table, "unique constraint", name, &mut taken, notes));
        let name = name.map(|name| quote!(, name = #name));
        let fields = fields.iter().map(|field| ident::ident(&table.fields[*field].name));
        items.push(quote!(unique(#(#fields),* #name)));
    }
    items.extend(indexes);
    items.extend(table.kept.iter().map(|kept| kept.attribute.clone()));
    items.extend(checks(table, &mut taken, notes));
    for key in table.keys.iter().filter(|key| !key.at_field) {
        let fields = key.fields.iter().map(|field| ident::ident(&table.fields[*field].name));
        let targets = key.targets(&plan.tables);
        let options = key.options();
        items.push(quote!(foreign_key(columns(#(#fields),*), references(#(#targets),*) #(, #options)*)));
    }
    let attribute = (!items.is_empty()).then(|| quote!(#[table(#(#items),*)]));
    let relations = table.relations.iter().map(|relation| {
        let (name, kind) = (ident::ident(&relation.name), &relation.kind);
        quote!(#name = #kind)
    });
    let relations = (!table.relations.is_empty()).then(|| quote!(#[relations(#(#relations),*)]));
    let fields = (0..table.fields.len()).map(|field| {
        let said = column::Said {
            in_key: key == [field],
            unique: unique_fields.contains(&field),
            index: at_fields.iter().find(|(at, _)| *at == field).map(|(_, index)| index),
            renaming: &renaming,
        };
        column::field(plan, table, field, &said, notes)
    });
    let ty = ident::ident(&table.ident);
    let fields: Vec<_> = fields.collect();
    quote! {
        #[derive(Table, Relations, Debug, Clone, PartialEq)]
        #attribute
        #relations
        pub struct #ty { #(#fields),* }
    }
}

/// The fields of the primary key.
fn primary_key(table: &TablePlan<'_>, notes: &mut Notes) -> Vec<usize> {
    let Some(key) = &table.table.primary_key else { return Vec::new() };
    let place = &table.table.name;
    if key.on_conflict.is_some() {
        notes.add(place, "ON CONFLICT of the primary key", NO_CONFLICT);
    }
    if !is_plain(key) {
        notes.add(place, "the order or the collating sequence in the primary key", "a key is of plain columns");
    }
    let Some(mut fields) = table.positions(key) else {
        notes.add(place, "the primary key", "its columns are no fields");
        return Vec::new();
    };
    if has_twice(&fields) {
        notes.add(place, "that the primary key has a column twice", "a key has each column once");
        let mut seen = Vec::new();
        fields.retain(|field| {
            !seen.contains(field) && {
                seen.push(*field);
                true
            }
        });
    }
    fields
}

const NO_CONFLICT: &str = "what happens on a conflict is said by each statement";

/// The fields and the name of each unique constraint.
fn uniques(table: &TablePlan<'_>, notes: &mut Notes) -> Vec<(Vec<usize>, Option<String>)> {
    let mut uniques: Vec<(Vec<usize>, Option<String>)> = Vec::new();
    for unique in &table.table.uniques {
        let columns: Vec<&str> = unique.parts.iter().map(|part| part.expr.as_str()).collect();
        let what = format!("the unique constraint over {}", columns.join(", "));
        if unique.on_conflict.is_some() {
            notes.add(&table.table.name, format!("ON CONFLICT of {what}"), NO_CONFLICT);
        }
        match table.positions(unique).filter(|_| is_plain(unique)) {
            Some(fields) if has_twice(&fields) => {
                notes.add(&table.table.name, what, "it has a column twice");
            }
            Some(fields) => uniques.push((fields, unique.name.clone())),
            None => {
                notes.add(&table.table.name, what, "a unique constraint is of plain columns; an index may say more");
            }
        }
    }
    uniques
}

fn has_twice(fields: &[usize]) -> bool {
    fields.iter().enumerate().any(|(at, field)| fields[..at].contains(field))
}

/// The name of a constraint, unless the derive has the same or none there.
fn constraint_name(
    table: &TablePlan<'_>,
    what: &str,
    name: &str,
    taken: &mut Vec<String>,
    notes: &mut Notes,
) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    if name.is_empty() || taken.contains(&lower) {
        let why = "names of indexes and constraints are not empty and differ within a table";
        notes.add(&table.table.name, format!("the name `{name}` of a {what}"), why);
        return None;
    }
    taken.push(lower);
    Some(name.to_owned())
}

/// An index as an attribute.
struct Said {
    at_struct: TokenStream,
    at_field: TokenStream,
    /// The field that it is of, if it is of one alone.
    field: Option<usize>,
}

fn index(table: &TablePlan<'_>, index: &Index, taken: &mut Vec<String>, notes: &mut Notes) -> Option<Said> {
    let Some(name) = constraint_name(table, "index", &index.name, taken, notes) else {
        notes.add(&table.table.name, "an index without a name", "an index has one");
        return None;
    };
    // The derive takes a field once in an index; again it is an expression.
    let mut seen = Vec::new();
    let mut parts = Vec::new();
    for part in &index.parts {
        let field = simple(table, part).filter(|field| !seen.contains(field));
        parts.push(if let Some(field) = field {
            seen.push(field);
            let field = ident::ident(&table.fields[field].name);
            if part.descending { quote!(desc(#field)) } else { quote!(#field) }
        } else {
            let sql = expression(part);
            quote!(expr(#sql))
        });
    }
    let unique = index.unique.then(|| quote!(, unique));
    let filter = index.filter.as_ref().map(|filter| {
        let sql = filter.as_str().trim();
        quote!(, where = #sql)
    });
    let field = match &index.parts[..] {
        [part] if !part.descending => simple(table, part),
        _ => None,
    };
    Some(Said {
        at_struct: quote!(index(#(#parts),*, name = #name #unique #filter)),
        at_field: quote!(index(name = #name #unique #filter)),
        field,
    })
}

/// The field of a part that is a plain column.
fn simple(table: &TablePlan<'_>, part: &KeyPart) -> Option<usize> {
    table.position(part.column.as_deref().filter(|_| part.collate.is_none())?)
}

fn expression(part: &KeyPart) -> String {
    let mut sql = part.expr.as_str().to_owned();
    if let Some(collate) = &part.collate {
        sql.push_str(" COLLATE ");
        sql.push_str(&quoted(collate));
    }
    if part.descending {
        sql.push_str(" DESC");
    }
    sql
}

/// The checks, without those that a `bool` brings with it.
fn checks(table: &TablePlan<'_>, taken: &mut Vec<String>, notes: &mut Notes) -> Vec<TokenStream> {
    let mut truths: Vec<_> = table.fields.iter().filter(|field| field.ty == RustType::Bool).collect();
    let mut checks = Vec::new();
    for check in &table.table.checks {
        if let Some(at) = truths.iter().position(|field| is_truth(field.column, check)) {
            truths.swap_remove(at);
            continue;
        }
        if table.kept.iter().any(|kept| kept.brings(check)) {
            continue;
        }
        let sql = check.expr.as_str();
        let name = check.name.as_ref().and_then(|name| constraint_name(table, "check", name, taken, notes));
        let name = name.map(|name| quote!(name = #name,));
        checks.push(quote!(check(#name #sql)));
    }
    checks
}
