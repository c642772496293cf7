//! Full-text and spatial indexes beside a table, where the derive would make exactly what is there: the virtual table and its three
//! triggers. What the derive makes is asked of the library itself, with the struct's table as data.

use std::collections::HashSet;

use orm_sqlite::migrate::{CheckConstraint, Object, ObjectKind, Snapshot};
use orm_sqlite::schema::{ColumnSchema, Dimension, SearchIndex, SpatialIndex, TableSchema};
use orm_sqlite::sql::create_table;
use orm_sqlite::value::Value;
use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use super::plan::{Field, TablePlan};
use super::virtual_table::VirtualTable;
use crate::declared::RustType;

/// An index that a struct says.
pub(super) struct Kept {
    /// `fts(..)` or `rtree(..)`.
    pub(super) attribute: TokenStream,
    /// The names of the virtual table and its triggers.
    pub(super) objects: HashSet<String>,
    /// The checks of the table that the attribute brings with it.
    checks: Vec<CheckConstraint>,
}

impl Kept {
    /// Whether a check comes with the index.
    pub(super) fn brings(&self, check: &CheckConstraint) -> bool {
        self.checks.contains(check)
    }
}

/// The indexes of a table, at most one of each kind.
pub(super) fn kept(table: &TablePlan<'_>, snapshot: &Snapshot) -> Vec<Kept> {
    let Some(key) = number(table) else { return Vec::new() };
    let virtual_tables = || snapshot.objects.iter().filter(|object| object.kind == ObjectKind::VirtualTable);
    let search = virtual_tables().find_map(|object| search(table, key, object, snapshot));
    let spatial = virtual_tables().find_map(|object| spatial(table, key, object, snapshot));
    search.into_iter().chain(spatial).collect()
}

/// The position of the table's INTEGER primary key.
fn number(table: &TablePlan<'_>) -> Option<usize> {
    let [key] = table.positions(table.table.primary_key.as_ref()?)?[..] else { return None };
    let declared = &table.fields[key].column.declared_type;
    (!table.table.without_rowid && declared.eq_ignore_ascii_case("INTEGER")).then_some(key)
}

fn search(table: &TablePlan<'_>, key: usize, object: &Object, snapshot: &Snapshot) -> Option<Kept> {
    let found = VirtualTable::parse(object.body.as_str()).filter(|found| found.module.eq_ignore_ascii_case("fts5"))?;
    let is_of = |name: &str| name.eq_ignore_ascii_case(&table.table.name);
    found.option("content").filter(|content| is_of(content))?;
    let positions: Option<Vec<usize>> = found.columns.iter().map(|column| table.position(column)).collect();
    let positions = positions.filter(|positions| !positions.is_empty())?;
    let is_text = |at: &usize| table.fields[*at].ty == RustType::Text;
    let is_reserved = |at: &usize| {
        let name = &table.fields[*at].column.name;
        ["rank", "rowid", &object.name].iter().any(|reserved| name.eq_ignore_ascii_case(reserved))
    };
    if !positions.iter().all(is_text) || positions.iter().any(is_reserved) || is_of(&object.name) {
        return None;
    }
    let name = leaked(&object.name);
    let mut index = SearchIndex::new(name, SearchIndex::hidden(name).to_vec().leak(), positions.clone().leak());
    let mut options = Vec::new();
    if let Some(tokenize) = found.option("tokenize") {
        index = index.tokenize(leaked(tokenize));
        options.push(quote!(tokenize = #tokenize));
    }
    if let Some(prefix) = found.option("prefix") {
        index = index.prefix(leaked(prefix));
        options.push(quote!(prefix = #prefix));
    }
    if found.option("columnsize") == Some("0") {
        index = index.without_column_size();
        options.push(quote!(columnsize = false));
    }
    let schema = schema(table, key).search(Box::leak(Box::new(index)));
    let (objects, checks) = made(&schema, object, snapshot)?;
    let fields = positions.iter().map(|at| ident::ident(&table.fields[*at].name));
    let name = &object.name;
    Some(Kept { attribute: quote!(fts(#(#fields),*, name = #name #(, #options)*)), objects, checks })
}

fn spatial(table: &TablePlan<'_>, key: usize, object: &Object, snapshot: &Snapshot) -> Option<Kept> {
    let found = VirtualTable::parse(object.body.as_str())?;
    let integer = found.module.eq_ignore_ascii_case("rtree_i32");
    if !integer && !found.module.eq_ignore_ascii_case("rtree") || object.name.eq_ignore_ascii_case(&table.table.name) {
        return None;
    }
    // The virtual table does not say whose boxes it has; the trigger of inserts does.
    let trigger = snapshot.object(&format!("{}_insert", object.name))?;
    trigger.table.as_ref().filter(|of| of.eq_ignore_ascii_case(&table.table.name))?;
    let selected = new_columns(trigger.body.as_str());
    let ends: Option<Vec<usize>> = selected.iter().skip(1).map(|column| table.position(column)).collect();
    let ends = ends?;
    let names: Vec<&str> = found.columns.iter().skip(1).filter_map(|end| end.strip_prefix("min_")).collect();
    if names.is_empty() || ends.len() < 2 * names.len() {
        return None;
    }
    let (mut dimensions, mut attributes, mut seen) = (Vec::new(), Vec::new(), Vec::new());
    for (name, pair) in names.iter().zip(ends.chunks_exact(2)) {
        let [low, high] = [pair[0], pair[1]].map(|at| &table.fields[at]);
        let is_number = matches!(low.ty, RustType::Integer | RustType::Real);
        if !is_number || low.ty != high.ty || pair.iter().any(|at| seen.contains(at)) || !is_word(name) {
            return None;
        }
        seen.extend(pair.iter().copied());
        dimensions.push(Dimension::new(leaked(name), pair[0], pair[1]));
        let name = ident::ident(name);
        let (low, high) = (ident::ident(&low.name), ident::ident(&high.name));
        attributes.push(if pair[0] == pair[1] { quote!(#name(#low)) } else { quote!(#name(#low, #high)) });
    }
    let mut columns = vec![SpatialIndex::number()];
    columns.extend(found.columns.iter().skip(1).map(|end| SpatialIndex::end(leaked(end))));
    let mut index = SpatialIndex::new(leaked(&object.name), columns.leak(), dimensions.leak());
    if integer {
        index = index.integer();
    }
    let schema = schema(table, key).spatial(Box::leak(Box::new(index)));
    let (objects, checks) = made(&schema, object, snapshot)?;
    let integer = integer.then(|| quote!(, integer));
    let name = &object.name;
    Some(Kept { attribute: quote!(rtree(#(#attributes),*, name = #name #integer)), objects, checks })
}

/// A dimension is called by a name of Rust that stays as it is.
fn is_word(name: &str) -> bool {
    !name.is_empty() && ident::field(name, "") == name && name.is_ascii()
}

/// The table as data, as far as an index depends on it. The schema of a struct lives as long as the program, and so does this: a few
/// hundred bytes for each index that is looked at.
fn schema(table: &TablePlan<'_>, key: usize) -> TableSchema {
    let columns: Vec<ColumnSchema> = table.fields.iter().map(|field| column(field, table.table.strict)).collect();
    let schema = TableSchema::new(leaked(&table.table.name), columns.leak()).primary_key(vec![key].leak());
    if table.table.strict { schema } else { schema.not_strict() }
}

fn column(field: &Field<'_>, strict: bool) -> ColumnSchema {
    let name = leaked(&field.column.name);
    let column = match (field.ty, field.nullable) {
        (RustType::Integer, false) => ColumnSchema::of::<i64>(name),
        (RustType::Integer, true) => ColumnSchema::of::<Option<i64>>(name),
        (RustType::Bool, false) => ColumnSchema::of::<bool>(name),
        (RustType::Bool, true) => ColumnSchema::of::<Option<bool>>(name),
        (RustType::Real, false) => ColumnSchema::of::<f64>(name),
        (RustType::Real, true) => ColumnSchema::of::<Option<f64>>(name),
        (RustType::Text, false) => ColumnSchema::of::<String>(name),
        (RustType::Text, true) => ColumnSchema::of::<Option<String>>(name),
        (RustType::Blob, false) => ColumnSchema::of::<Vec<u8>>(name),
        (RustType::Blob, true) => ColumnSchema::of::<Option<Vec<u8>>>(name),
        (RustType::Any, false) => ColumnSchema::of::<Value>(name),
        (RustType::Any, true) => ColumnSchema::of::<Option<Value>>(name),
    };
    let declared = &field.column.declared_type;
    let is_other = !declared.eq_ignore_ascii_case(field.ty.declared(strict));
    let column = if is_other { column.sql_type(leaked(&crate::declared::spelled(declared))) } else { column };
    match &field.column.generated {
        Some(generated) if generated.stored => column.generated_stored(leaked(generated.expr.as_str())),
        Some(generated) => column.generated_virtual(leaked(generated.expr.as_str())),
        None => column,
    }
}

fn leaked(text: &str) -> &'static str {
    text.to_owned().leak()
}

/// The objects and checks that an index makes, if the database has all of them as they would be made.
fn made(schema: &TableSchema, object: &Object, snapshot: &Snapshot) -> Option<(HashSet<String>, Vec<CheckConstraint>)> {
    let made = Snapshot::parse(create_table(schema).ok()?).ok()?;
    let has = |wanted: &Object| snapshot.object(&wanted.name).is_some_and(|own| are_equal(own, wanted));
    let is_it = made.objects.iter().any(|one| one.name == object.name) && made.objects.iter().all(has);
    // Those without a name are of columns, whatever indexes there are.
    let checks = made.table(schema.name)?.checks.iter().filter(|check| check.name.is_some()).cloned();
    let checks: Vec<CheckConstraint> = checks.collect();
    let found = snapshot.table(schema.name)?;
    let has_checks = checks.iter().all(|check| found.checks.contains(check));
    (is_it && has_checks).then(|| (made.objects.into_iter().map(|object| object.name).collect(), checks))
}

fn are_equal(one: &Object, other: &Object) -> bool {
    let [mut left, mut right] = [Snapshot::default(), Snapshot::default()];
    left.objects.push(one.clone());
    right.objects.push(other.clone());
    left == right
}

/// The columns after `SELECT` in a trigger, as `new."column"`.
fn new_columns(body: &str) -> Vec<String> {
    let Some((_, rest)) = body.split_once(" SELECT ") else { return Vec::new() };
    let mut columns = Vec::new();
    let mut rest = rest;
    while let Some(column) = rest.trim_start().strip_prefix("new.\"") {
        let (name, after) = super::virtual_table::until_quote(column, '"');
        columns.push(name);
        match after.trim_start().strip_prefix(',') {
            Some(next) => rest = next,
            None => break,
        }
    }
    columns
}
