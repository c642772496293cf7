//! Relations: both sides of each foreign key, and what two of them make of a table of links.

use proc_macro2::TokenStream;
use quote::quote;

use super::ident;
use super::key::{Key, paths};
use super::plan::TablePlan;

/// What a relation may not be called: words of the attribute, and functions that the derive or a query has.
const RESERVED: [&str; 19] = [
    "row",
    "into_inner",
    "into_parts",
    "correlated",
    "delete",
    "insert",
    "query",
    "schema",
    "select",
    "update",
    "deleted",
    "count",
    "count_where",
    "extra",
    "links",
    "link",
    "clone",
    "find",
    "load",
];

/// A relation of one struct.
pub(super) struct Relation {
    pub(super) name: String,
    pub(super) kind: TokenStream,
}

/// The relations of each table.
pub(super) fn relations(tables: &[TablePlan<'_>]) -> Vec<Vec<Relation>> {
    let mut relations: Vec<Vec<Relation>> = tables.iter().map(|_| Vec::new()).collect();
    for (at, table) in tables.iter().enumerate() {
        for key in table.keys.iter().filter(|key| key.is_first) {
            let fields = key.fields.iter().map(|field| ident::ident(&table.fields[*field].name));
            let kind = quote!(belongs_to(#(#fields),*));
            push(&mut relations, tables, at, &to_one(table, &tables[key.target], key), kind);
        }
    }
    for table in tables {
        for key in table.keys.iter().filter(|key| key.is_first) {
            let columns = paths(table, &key.fields);
            let one = table.is_unique(&key.fields);
            let kind = if one { quote!(has_one(#(#columns),*)) } else { quote!(has_many(#(#columns),*)) };
            push(&mut relations, tables, key.target, &to_children(table, key, one), kind);
        }
    }
    for link in tables {
        let Some((first, second)) = links(link) else { continue };
        for (near, far) in [(first, second), (second, first)] {
            let (near_columns, far_columns) = (side(link, near), side(link, far));
            let target = ident::ident(&tables[far.target].ident);
            let kind = quote!(many_to_many(#target, through(#near_columns, #far_columns)));
            push(&mut relations, tables, near.target, &across(tables, link, near, far), kind);
        }
    }
    relations
}

/// The two keys of a table that is nothing but them.
fn links<'t, 'a>(table: &'t TablePlan<'a>) -> Option<(&'t Key<'a>, &'t Key<'a>)> {
    let mut keys = table.keys.iter().filter(|key| key.is_first);
    let (first, second) = (keys.next()?, keys.next()?);
    let primary = table.positions(table.table.primary_key.as_ref()?)?;
    let all: Vec<usize> = first.fields.iter().chain(&second.fields).copied().collect();
    let covers = |fields: &[usize]| fields.len() == all.len() && all.iter().all(|field| fields.contains(field));
    let every: Vec<usize> = (0..table.fields.len()).collect();
    (keys.next().is_none() && covers(&primary) && covers(&every)).then_some((first, second))
}

fn side(link: &TablePlan<'_>, key: &Key<'_>) -> TokenStream {
    let columns = paths(link, &key.fields);
    if columns.len() == 1 { quote!(#(#columns)*) } else { quote!((#(#columns),*)) }
}

/// The field without what says that it is a key: `author` of `author_id`.
fn stem(table: &TablePlan<'_>, key: &Key<'_>) -> Option<String> {
    let [field] = key.fields[..] else { return None };
    let name = &table.fields[field].name;
    Some(within(ident::field(name.strip_suffix("_id").unwrap_or(name), name)))
}

fn table_name(table: &TablePlan<'_>) -> String {
    within(ident::field(&table.table.name, "table"))
}

/// A name that can stand within another one, as `with_x` and `x_by`: no `_` at its ends.
fn within(name: String) -> String {
    match (name.strip_prefix('_'), name.strip_suffix('_')) {
        (Some(rest), _) => format!("of_{rest}"),
        (None, Some(rest)) => format!("{rest}_row"),
        (None, None) => name,
    }
}

/// Names for a `belongs_to`, the best first.
fn to_one(table: &TablePlan<'_>, target: &TablePlan<'_>, key: &Key<'_>) -> Vec<String> {
    let target = table_name(target);
    let stem = stem(table, key);
    let both = stem.as_ref().map(|stem| format!("{stem}_{target}"));
    stem.into_iter().chain([target]).chain(both).collect()
}

/// Names for the other side.
fn to_children(table: &TablePlan<'_>, key: &Key<'_>, one: bool) -> Vec<String> {
    let name = if one { table_name(table) } else { ident::plural(&table_name(table)) };
    let by = stem(table, key).map(|stem| format!("{name}_as_{stem}"));
    // Of several keys to one table none is the one that is meant.
    let several = table.keys.iter().filter(|other| other.is_first && other.target == key.target).count() > 1;
    if several { by.into_iter().chain([name]).collect() } else { [name].into_iter().chain(by).collect() }
}

/// Names for a `many_to_many`.
fn across(tables: &[TablePlan<'_>], link: &TablePlan<'_>, near: &Key<'_>, far: &Key<'_>) -> Vec<String> {
    let name = ident::plural(&table_name(&tables[far.target]));
    let stem = stem(link, far).map(|stem| ident::plural(&stem));
    let through = format!("{name}_through_{}", table_name(link));
    if near.target == far.target {
        stem.into_iter().chain([name, through]).collect()
    } else {
        [name].into_iter().chain(stem).chain([through]).collect()
    }
}

fn push(
    relations: &mut [Vec<Relation>],
    tables: &[TablePlan<'_>],
    at: usize,
    candidates: &[String],
    kind: TokenStream,
) {
    let own = &relations[at];
    let is_free = |name: &str| {
        let is_field = tables[at].fields.iter().any(|field| field.name == name || ident::constant(&field.name) == name);
        let is_method = own.iter().any(|other| are_close(&other.name, name) || are_close(name, &other.name));
        !is_field && !is_method && !RESERVED.contains(&name)
    };
    let first = candidates.first().map_or("related", String::as_str);
    let name = candidates.iter().find(|name| is_free(name)).cloned();
    let name = name.unwrap_or_else(|| ident::numbered(first, "_", is_free));
    relations[at].push(Relation { name, kind });
}

/// Whether one name is the other, or the other with what methods of a relation end in.
fn are_close(name: &str, other: &str) -> bool {
    let rest = name.strip_prefix(other);
    rest.is_some_and(|rest| matches!(rest, "" | "_by" | "_if"))
}
