//! Rules of the indexes beside a table, which triggers keep in step.

use syn::Ident;

use super::column;
use crate::ast::TableModel;
use crate::attr::symbol;
use crate::ctxt::Ctxt;
use crate::naming;

pub(super) fn check(cx: &Ctxt, table: &TableModel<'_>) {
    check_full_text(cx, table);
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
