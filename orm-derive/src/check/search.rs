//! Rules of a full-text index.

use super::column;
use crate::ast::TableModel;
use crate::attr::symbol;
use crate::ctxt::Ctxt;
use crate::naming;

/// FTS5 finds a row by a number, keeps two names for itself, and shares its own name with no table.
pub(super) fn check(cx: &Ctxt, table: &TableModel<'_>) {
    let Some(fts) = &table.fts else { return };
    let key = table.keys.get(symbol::FTS);
    if table.without_rowid {
        cx.error_spanned_by(key, "a full-text index needs a table with a rowid; remove `without_rowid`");
    } else if let [one] = table.primary_key.as_slice() {
        if column::is_never_integer(&table.columns[*one]) {
            cx.error_spanned_by(key, "a full-text index needs an INTEGER primary key");
        }
    } else if !table.incomplete {
        cx.error_spanned_by(key, "a full-text index needs a primary key of one INTEGER column");
    }
    for (index, field) in &fts.columns {
        let name = &table.columns[*index].name.text;
        if ["rank", "rowid"].iter().any(|reserved| name.eq_ignore_ascii_case(reserved)) || *name == fts.name {
            let field_name = naming::unraw(field);
            cx.error_spanned_by(field, format!("`{field_name}` has a name that a full-text index keeps for itself"));
        }
    }
    if fts.name.eq_ignore_ascii_case(&table.name.text) {
        cx.error_spanned_by(key, "a full-text index needs another name than the table");
    }
}
