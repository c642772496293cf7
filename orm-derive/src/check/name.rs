//! Rules about names: in the database, and of what is generated.

use quote::ToTokens;
use syn::{Ident, LitStr};

use crate::ast::{ColumnModel, IndexModel, Name, TableModel};
use crate::ctxt::Ctxt;
use crate::naming;

pub(super) fn check(cx: &Ctxt, table: &TableModel<'_>) {
    check_table_names(cx, table);
    check_column_names(cx, table);
    check_constraint_names(cx, table);
    check_consts(cx, table);
    check_models(cx, table);
}

pub(super) fn check_view(cx: &Ctxt, view: &TableModel<'_>) {
    check_table_names(cx, view);
    check_column_names(cx, view);
    check_consts(cx, view);
}

/// What SQLite itself refuses as a name, or cuts short.
fn check_name(cx: &Ctxt, what: &str, name: &str, at: impl ToTokens) -> bool {
    let problem = if name.is_empty() {
        "is empty"
    } else if name.contains('\0') {
        "contains a NUL character"
    } else {
        return true;
    };
    cx.error_spanned_by(at, format!("the name of {what} {problem}"));
    false
}

/// Names with `sqlite_` are SQLite's own, for tables and indexes.
fn check_reserved(cx: &Ctxt, what: &str, name: &str, at: impl ToTokens) {
    if name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_")) {
        cx.error_spanned_by(at, format!("the name of {what} starts with `sqlite_`, which SQLite keeps for itself"));
    }
}

/// Something to point at: only its span counts.
fn at(name: &Name) -> Ident {
    Ident::new("name", name.span)
}

fn check_table_names(cx: &Ctxt, table: &TableModel<'_>) {
    let what = if table.view.is_some() { "the view" } else { "the table" };
    if check_name(cx, what, &table.name.text, at(&table.name)) {
        check_reserved(cx, what, &table.name.text, at(&table.name));
    }
    if let Some(from) = &table.renamed_from {
        check_renamed_from(cx, &table.name.text, from);
    }
}

/// The former name is another name: else a rename was forgotten.
fn check_renamed_from(cx: &Ctxt, name: &str, from: &LitStr) {
    if check_name(cx, "`renamed_from`", &from.value(), from) && from.value() == name {
        cx.error_spanned_by(from, format!("`renamed_from` is the name it has now, `{name}`"));
    }
}

/// SQLite compares names of columns regardless of ASCII case.
fn check_column_names(cx: &Ctxt, table: &TableModel<'_>) {
    for (i, column) in table.columns.iter().enumerate() {
        let name = &column.name.text;
        if let Some(from) = &column.renamed_from {
            check_renamed_from(cx, name, from);
        }
        if !check_name(cx, "the column", name, at(&column.name)) {
            continue;
        }
        let first = table.columns[..i].iter().find(|other| other.name.text.eq_ignore_ascii_case(name));
        if let Some(first) = first {
            let message = format!("fields `{}` and `{}` are both the column `{name}`", first.ident, column.ident);
            cx.error_spanned_by(at(&column.name), message);
        }
    }
}

/// Indexes share one namespace in SQLite. Unique and check constraints join it here, because errors, migrations and
/// snapshots tell them apart by name.
fn check_constraint_names(cx: &Ctxt, table: &TableModel<'_>) {
    let column_indexes = table.columns.iter().filter_map(|column| column.index.as_ref()?.name.as_ref());
    let indexes = table.indexes.iter().filter_map(|index: &IndexModel| index.name.as_ref()).chain(column_indexes);
    for name in indexes.clone() {
        check_reserved(cx, "the index", &name.value(), name);
    }
    let column_checks = table.columns.iter().filter_map(|column| column.check.as_ref());
    let checks = table.checks.iter().chain(column_checks).filter_map(|check| check.name.as_ref());
    let uniques = table.uniques.iter().filter_map(|unique| unique.name.as_ref());
    let named = indexes
        .map(|name| ("the index", name))
        .chain(uniques.map(|name| ("the unique constraint", name)))
        .chain(checks.map(|name| ("the check", name)));
    let mut seen: Vec<String> = Vec::new();
    for (what, name) in named {
        let text = name.value();
        if !check_name(cx, what, &text, name) {
            continue;
        }
        if seen.iter().any(|other| other.eq_ignore_ascii_case(&text)) {
            cx.error_spanned_by(name, format!("{what} has a name that is taken: `{text}`"));
        } else {
            seen.push(text);
        }
    }
}

/// Two consts of one name would be an error in generated code.
fn check_consts(cx: &Ctxt, table: &TableModel<'_>) {
    for (i, column) in table.columns.iter().enumerate() {
        let name = &column.const_ident;
        // What is one column too is told already.
        let same = |other: &&ColumnModel<'_>| {
            other.const_ident == *name && !other.name.text.eq_ignore_ascii_case(&column.name.text)
        };
        if let Some(first) = table.columns[..i].iter().find(same) {
            let (ident, first) = (naming::unraw(table.ident), first.ident);
            let message = format!(
                "fields `{first}` and `{}` both make the const `{ident}::{name}`; write `#[column(const = NAME)]` on one",
                column.ident
            );
            cx.error_spanned_by(name, message);
        }
    }
}

/// The struct and its models stand side by side in one module.
fn check_models(cx: &Ctxt, table: &TableModel<'_>) {
    for (model, what) in [(&table.insert, "insert"), (&table.patch, "patch")] {
        if naming::unraw(&model.name) == naming::unraw(table.ident) {
            let message = format!("the {what} model has the name of the struct; write `{what}(name = OtherName)`");
            cx.error_spanned_by(&model.name, message);
        }
    }
    if naming::unraw(&table.insert.name) == naming::unraw(&table.patch.name) {
        let message = format!("the insert and the patch model are both named `{}`", table.patch.name);
        cx.error_spanned_by(&table.patch.name, message);
    }
}
