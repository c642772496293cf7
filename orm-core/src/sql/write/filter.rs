//! Which rows a write changes.

use crate::ast::{Expr, Portion, Select, Source};
use crate::error::Error;
use crate::schema::TableSchema;
use crate::sql::select::{push_from, push_limit, push_order, push_where};
use crate::sql::writer::Writer;

/// ` WHERE filter`, or for a part of the rows ` WHERE key IN (SELECT key .. ORDER BY .. LIMIT ..)`: SQLite has a limit
/// of its own there only where it was built with one (<https://sqlite.org/compile.html#enable_update_delete_limit>).
pub(super) fn push_filter(w: &mut Writer, table: Source, filter: &[Expr], portion: &Portion) {
    if !portion.is_limited() {
        match table.unless_deleted() {
            None => push_where(w, filter),
            Some(condition) => push_where(w, &[filter, &[condition]].concat()),
        }
        return;
    }
    let Portion { order_by, limit, offset } = portion.clone();
    w.push(" WHERE ");
    push_among(w, &Select { filter: filter.into(), order_by, limit, offset, ..Select::from(table) });
}

/// The row of the statement's first source is among those of a select from the same table.
pub(super) fn push_among(w: &mut Writer, rows: &Select) {
    let key = row_key(rows.from.schema);
    let push_key = |w: &mut Writer| {
        w.separated(", ", &key, |w, name| w.push_qualified(&rows.from, name, 0));
    };
    if key.len() == 1 {
        push_key(w);
    } else {
        w.push("(");
        push_key(w);
        w.push(")");
    }
    w.push(" IN (SELECT ");
    w.enter(rows.sources());
    push_key(w);
    push_from(w, rows);
    push_order(w, &rows.order_by);
    push_limit(w, rows.limit, rows.offset);
    w.leave();
    w.push(")");
}

/// The row of a table in the enclosing statement is that of the same table in this one.
pub(super) fn push_same_row(w: &mut Writer, table: Source) {
    w.separated(" AND ", row_key(table.schema), |w, name| {
        w.push_qualified(&table, name, 1);
        w.push(" = ");
        w.push_qualified(&table, name, 0);
    });
}

/// What tells a row from all others. The rowid is never `NULL`, as a key of a table that is not STRICT may be.
fn row_key(schema: &TableSchema) -> Vec<&'static str> {
    match schema.rowid_name() {
        Some(rowid) => vec![rowid],
        None => schema.primary_key.iter().map(|&column| schema.columns[column].name).collect(),
    }
}

/// A filter built from an empty list would change every row, or none, by accident.
pub(super) fn refuse_empty_lists<'e>(verb: &str, filter: impl IntoIterator<Item = &'e Expr>) -> Result<(), Error> {
    if filter.into_iter().any(hides_empty_list) {
        return Err(Error::refused(format!(
            "the filter of this {verb} was built from an empty list; `all_rows()` says that every row is meant"
        )));
    }
    Ok(())
}

/// Whether an empty list stands where it may change what the filter means. `x IN ()` as a condition that must hold finds
/// nothing, which is what a program with no keys means; inside of anything else it may be turned round.
pub(super) fn hides_empty_list(expr: &Expr) -> bool {
    match expr {
        Expr::InList { list, negated: false, .. } if list.is_empty() => false,
        Expr::All(terms) if !terms.is_empty() => terms.iter().any(hides_empty_list),
        _ => has_empty_list(expr),
    }
}

/// Whether an expression, or a filter of a select inside of it, was built from an empty list.
fn has_empty_list(expr: &Expr) -> bool {
    let mut empty = false;
    expr.walk(&mut |node| {
        empty |= match node {
            Expr::All(terms) | Expr::Any(terms) => terms.is_empty(),
            Expr::InList { list, .. } => list.is_empty(),
            _ => node.select().is_some_and(|select| select.filter.iter().any(has_empty_list)),
        };
        !empty
    });
    empty
}
