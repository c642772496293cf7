//! Rules across attributes: each needs to look at more than one of them.
//!
//! A rule says something is missing only where nothing was misspelled (`incomplete`), so that one typo gives one
//! message.

mod column;
mod kept;
mod name;
mod relations;

use crate::ast::TableModel;
use crate::attr::symbol;
use crate::ctxt::Ctxt;
use crate::naming;

pub(crate) use self::relations::check_relations;

pub(crate) fn check_table(cx: &Ctxt, table: &TableModel<'_>) {
    check_primary_key(cx, table);
    check_autoincrement(cx, table);
    check_without_rowid(cx, table);
    check_generated_key(cx, table);
    check_all_generated(cx, table);
    check_soft_delete(cx, table);
    kept::check(cx, table);
    check_version(cx, table);
    for column in &table.columns {
        column::check(cx, table, column);
    }
    name::check(cx, table);
}

pub(crate) fn check_view(cx: &Ctxt, view: &TableModel<'_>) {
    check_primary_key(cx, view);
    for column in &view.columns {
        column::check_view(cx, column);
    }
    name::check_view(cx, view);
}

/// The primary key is said once: a column's own attribute cannot tell the order of a composite key.
fn check_primary_key(cx: &Ctxt, table: &TableModel<'_>) {
    let helper = if table.view.is_some() { symbol::VIEW } else { symbol::TABLE };
    let marked: Vec<_> = table.columns.iter().filter(|column| column.primary_key).collect();
    if table.keys.get(symbol::PRIMARY_KEY).is_some() {
        for column in marked {
            let message =
                format!("the primary key is in `#[{helper}(primary_key(..))]` already; remove one of the two");
            cx.error_spanned_by(column.keys.get(symbol::PRIMARY_KEY), message);
        }
        return;
    }
    if marked.len() > 1 {
        let fields: Vec<String> = marked.iter().map(|column| column.ident.to_string()).collect();
        let fields = fields.join(", ");
        let message = format!(
            "a second column with `primary_key`; for a composite key write `#[{helper}(primary_key({fields}))]`"
        );
        for column in &marked[1..] {
            cx.error_spanned_by(column.keys.get(symbol::PRIMARY_KEY), &message);
        }
    }
}

/// The column that marks deleted rows is one that nothing else gives a value.
fn check_soft_delete(cx: &Ctxt, table: &TableModel<'_>) {
    for (index, column) in table.columns.iter().enumerate() {
        if table.soft_delete == Some(index) {
            let key = table.keys.get(symbol::SOFT_DELETE);
            let name = naming::unraw(column.ident);
            if table.primary_key.contains(&index) {
                cx.error_spanned_by(key, format!("`{name}` is the primary key, which is never NULL"));
            }
            if column.generated.is_some() {
                cx.error_spanned_by(key, format!("`{name}` is generated, and cannot be set by a soft delete"));
            }
        } else if let Some(key) = column.keys.get(symbol::ON_DELETE_FN)
            && !table.incomplete
        {
            let name = naming::unraw(column.ident);
            let form = format!("`#[table(soft_delete = {name})]`");
            cx.error_spanned_by(key, format!("`on_delete_fn` is what a soft delete writes; it needs {form}"));
        }
    }
}

/// A row has one version, which nothing but updates counts.
fn check_version(cx: &Ctxt, table: &TableModel<'_>) {
    for (position, (index, column)) in table.columns.iter().enumerate().filter(|(_, column)| column.version).enumerate()
    {
        let key = column.keys.get(symbol::VERSION);
        if position > 0 {
            cx.error_spanned_by(key, "a table has one `version`");
        }
        if table.primary_key.contains(&index) {
            cx.error_spanned_by(key, "`version` on the primary key, which an update must not change");
        }
        if column.generated.is_some() {
            cx.error_spanned_by(key, "`version` on a generated column, which an update cannot set");
        }
        if let Some(key) = column.keys.get(symbol::ON_UPDATE_FN) {
            cx.error_spanned_by(key, "`on_update_fn` on a version, which every update counts up");
        }
    }
}

/// SQLite has AUTOINCREMENT only on the rowid, which is a single INTEGER PRIMARY KEY of a table that has a rowid.
fn check_autoincrement(cx: &Ctxt, table: &TableModel<'_>) {
    for (i, column) in table.columns.iter().enumerate().filter(|(_, column)| column.autoincrement) {
        let key = column.keys.get(symbol::AUTOINCREMENT);
        if table.without_rowid {
            cx.error_spanned_by(key, "`autoincrement` needs a table with a rowid; remove `without_rowid`");
        }
        if !table.primary_key.contains(&i) {
            if !column.incomplete && !table.incomplete {
                cx.error_spanned_by(key, "`autoincrement` needs `primary_key` on the same column");
            }
        } else if table.primary_key.len() > 1 {
            cx.error_spanned_by(key, "`autoincrement` needs a primary key of one column");
        } else if column::is_never_integer(column) {
            cx.error_spanned_by(key, "`autoincrement` needs an INTEGER primary key");
        }
    }
}

/// Without a rowid nothing but the primary key identifies a row.
fn check_without_rowid(cx: &Ctxt, table: &TableModel<'_>) {
    let declared = table.keys.get(symbol::PRIMARY_KEY).is_some() || !table.primary_key.is_empty();
    let incomplete = table.incomplete || table.columns.iter().any(|column| column.incomplete);
    if table.without_rowid && !declared && !incomplete {
        let message = "`without_rowid` needs a primary key: write `#[column(primary_key)]` on a field";
        cx.error_spanned_by(table.keys.get(symbol::WITHOUT_ROWID), message);
    }
}

/// SQLite refuses a generated column in the primary key.
fn check_generated_key(cx: &Ctxt, table: &TableModel<'_>) {
    for column in table.primary_key.iter().map(|i| &table.columns[*i]) {
        if column.generated.is_some() {
            let message = "a generated column cannot be in the primary key";
            let key = column.keys.get(symbol::PRIMARY_KEY).or(column.keys.get(symbol::GENERATED));
            cx.error_spanned_by(key, message);
        }
    }
}

/// SQLite refuses a table in which every column is generated.
fn check_all_generated(cx: &Ctxt, table: &TableModel<'_>) {
    if table.columns.iter().all(|column| column.generated.is_some()) {
        let message =
            format!("all columns of `{}` are generated; a table needs one that is stored as given", table.ident);
        cx.error_spanned_by(table.ident, message);
    }
}
