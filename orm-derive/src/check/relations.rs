//! Rules about relations.

use syn::ext::IdentExt as _;

use crate::ast::{RelationKind, RelationModel, RelationsModel};
use crate::attr::symbol;
use crate::ctxt::Ctxt;
use crate::naming;

/// What a relation cannot be called: the functions of a generated row, and the functions of a table, which a relation's
/// handle (`User::posts()`) would hide.
const RESERVED: [&str; 9] =
    ["into_inner", "into_parts", "correlated", "delete", "insert", "query", "schema", "select", "update"];

pub(crate) fn check_relations(cx: &Ctxt, relations: &RelationsModel<'_>) {
    check_types(cx, relations);
    for (i, relation) in relations.relations.iter().enumerate() {
        check_name(cx, relations, relation);
        let before = &relations.relations[..i];
        if before.iter().any(|other| other.ident.unraw() == relation.ident.unraw()) {
            let message = format!("relation `{}` is declared twice", relation.ident.unraw());
            cx.error_spanned_by(&relation.ident, message);
        } else {
            check_methods(cx, relations, relation);
        }
    }
}

/// A row derefs to the struct: a relation named like a field would hide it.
fn check_name(cx: &Ctxt, relations: &RelationsModel<'_>, relation: &RelationModel) {
    let name = naming::unraw(&relation.ident);
    if relations.table.columns.iter().any(|column| naming::unraw(column.ident) == name) {
        let message = format!("relation `{name}` has the name of a field of `{}`", relations.ident);
        cx.error_spanned_by(&relation.ident, message);
    }
    if RESERVED.contains(&name.as_str()) {
        let message = format!("`{name}` is a generated or built-in function; give the relation another name");
        cx.error_spanned_by(&relation.ident, message);
    }
}

/// A relation `a` has the methods `with_a`, `with_a_by` and `with_a_if`, which a relation `a_by` or `a_if` has too.
fn check_methods(cx: &Ctxt, relations: &RelationsModel<'_>, relation: &RelationModel) {
    let name = naming::unraw(&relation.ident);
    for ending in ["_by", "_if"] {
        if let Some(short) = name.strip_suffix(ending)
            && relations.relations.iter().any(|other| naming::unraw(&other.ident) == short)
        {
            let message = format!("relations `{short}` and `{name}` both make the method `with_{name}`; rename one");
            cx.error_spanned_by(&relation.ident, message);
        }
    }
}

/// The generated types stand beside the struct and its insert and patch models.
fn check_types(cx: &Ctxt, relations: &RelationsModel<'_>) {
    let table = &relations.table;
    let taken =
        [(table.ident, "the struct"), (&table.insert.name, "the insert model"), (&table.patch.name, "the patch model")];
    for (ident, word) in [(&relations.row, symbol::ROW), (&relations.query, symbol::QUERY)] {
        for (other, what) in &taken {
            if ident.unraw() == other.unraw() {
                let message = format!("the {word} type has the name of {what}, `{other}`; write `{word} = OtherName`");
                cx.error_spanned_by(ident, message);
            }
        }
    }
    for relation in &relations.relations {
        if let RelationKind::Polymorphic { name, .. } = &relation.kind {
            let row_and_query = [(&relations.row, "the row type"), (&relations.query, "the query type")];
            if let Some((other, what)) =
                taken.iter().chain(&row_and_query).find(|(other, _)| name.unraw() == other.unraw())
            {
                let message = format!(
                    "the enum of `{}` has the name of {what}, `{other}`; write `name = OtherName` in it",
                    relation.ident.unraw()
                );
                cx.error_spanned_by(name, message);
            }
        }
    }
    if relations.row.unraw() == relations.query.unraw() {
        let message = format!("the row and the query type are both named `{}`", relations.query);
        cx.error_spanned_by(&relations.query, message);
    }
}
