//! Rules of the indexes beside a table, which triggers keep in step.

use syn::Ident;

use super::column;
use crate::ast::{DimensionModel, TableModel};
use crate::attr::symbol;
use crate::ctxt::Ctxt;
use crate::naming;

pub(super) fn check(cx: &Ctxt, table: &TableModel<'_>) {
    check_full_text(cx, table);
    check_spatial(cx, table);
}

/// An index finds a row by a number.
fn check_key(cx: &Ctxt, table: &TableModel<'_>, key: Option<&Ident>, what: &str) {
    if table.without_rowid {
        cx.error_spanned_by(key, format!("{what} needs a table with a rowid; remove `without_rowid`"));
    } else if let [one] = table.primary_key.as_slice() {
        if column::is_never_integer(&table.columns[*one]) {
            cx.error_spanned_by(key, format!("{what} needs an INTEGER primary key"));
        }
    } else if !table.incomplete {
        cx.error_spanned_by(key, format!("{what} needs a primary key of one INTEGER column"));
    }
}

/// An index is a table, too, and shares its name with no other.
fn check_name(cx: &Ctxt, table: &TableModel<'_>, key: Option<&Ident>, what: &str, name: &str) {
    if name.eq_ignore_ascii_case(&table.name.text) {
        cx.error_spanned_by(key, format!("{what} needs another name than the table"));
    }
}

/// FTS5 keeps two names for itself.
fn check_full_text(cx: &Ctxt, table: &TableModel<'_>) {
    let Some(fts) = &table.fts else { return };
    let (key, what) = (table.keys.get(symbol::FTS), "a full-text index");
    check_key(cx, table, key, what);
    for (index, field) in &fts.columns {
        let name = &table.columns[*index].name.text;
        if ["rank", "rowid"].iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) || *name == fts.name {
            let field_name = naming::unraw(field);
            cx.error_spanned_by(field, format!("`{field_name}` has a name that a full-text index keeps for itself"));
        }
    }
    check_name(cx, table, key, what, &fts.name);
}

/// The most dimensions of an R*Tree.
const DIMENSIONS: usize = 5;

/// An R*Tree has few dimensions, each with a name of its own.
fn check_spatial(cx: &Ctxt, table: &TableModel<'_>) {
    let Some(spatial) = &table.spatial else { return };
    let (key, what) = (table.keys.get(symbol::RTREE), "a spatial index");
    check_key(cx, table, key, what);
    check_name(cx, table, key, what, &spatial.name);
    if let Some(fts) = table.fts.as_ref().filter(|fts| fts.name.eq_ignore_ascii_case(&spatial.name)) {
        cx.error_spanned_by(key, format!("the spatial and the full-text index are both named `{}`", fts.name));
    }
    let name = |dimension: &DimensionModel| naming::unraw(&dimension.name).to_ascii_lowercase();
    for (at, dimension) in spatial.dimensions.iter().enumerate() {
        if spatial.dimensions[..at].iter().any(|other| name(other) == name(dimension)) {
            let name = naming::unraw(&dimension.name);
            cx.error_spanned_by(&dimension.name, format!("dimension `{name}` is there twice"));
        }
    }
    if let Some(sixth) = spatial.dimensions.get(DIMENSIONS) {
        cx.error_spanned_by(&sixth.name, format!("a spatial index has at most {DIMENSIONS} dimensions"));
    }
}
