//! Inserts, updates and deletes.

use super::expr::push_expr;
use super::group::has_aggregate;
use super::overflow::push_assigned;
use super::select::push_where;
use super::writer::Writer;
use crate::ast::{Assignment, ConflictAction, Delete, Expr, Insert, OnConflict, Select, Source, Update};
use crate::engine::Sql;
use crate::error::Error;
use crate::schema::TableSchema;

/// Lowers an insert.
pub(crate) fn insert(insert: &Insert) -> Result<Sql, Error> {
    let mut w = Writer::default();
    let schema = insert.table.schema;
    w.enter([insert.table]);
    w.push("INSERT INTO ");
    w.push_source(0);
    if insert.columns.is_empty() {
        w.push(" DEFAULT VALUES");
    } else {
        w.push(" (");
        push_names(&mut w, schema, &insert.columns);
        w.push(") VALUES ");
        w.separated(", ", &insert.rows, |w, row| {
            w.push("(");
            w.separated(", ", row, push_expr);
            w.push(")");
        });
    }
    if let Some(on_conflict) = &insert.on_conflict {
        if insert.columns.is_empty() {
            // SQLite's grammar has no upsert there: https://sqlite.org/lang_insert.html
            w.fail(Error::refused("a row that sets no column cannot have `on_conflict`: set one of its columns"));
        }
        push_on_conflict(&mut w, schema, on_conflict);
    }
    push_returning(&mut w, &insert.returning);
    w.leave();
    w.finish()
}

fn push_on_conflict(w: &mut Writer, schema: &TableSchema, on_conflict: &OnConflict) {
    w.push(" ON CONFLICT");
    if !on_conflict.target.is_empty() {
        w.push(" (");
        push_names(w, schema, &on_conflict.target);
        w.push(")");
    }
    match &on_conflict.action {
        ConflictAction::Nothing => w.push(" DO NOTHING"),
        ConflictAction::Update { assignments, filter } => {
            w.push(" DO UPDATE SET ");
            push_assignments(w, schema, assignments);
            push_where(w, filter);
        }
    }
}

/// Lowers an update.
pub(crate) fn update(update: &Update) -> Result<Sql, Error> {
    refuse_empty_lists("update", &update.filter)?;
    let mut w = Writer::default();
    w.enter([update.table]);
    w.push("UPDATE ");
    w.push_source(0);
    w.push(" SET ");
    push_assignments(&mut w, update.table.schema, &update.assignments);
    push_where(&mut w, &update.filter);
    push_returning(&mut w, &update.returning);
    w.leave();
    w.finish()
}

/// Lowers the rows of an update that sets nothing: they are read as they are.
pub(crate) fn unchanged(table: Source, filter: Vec<Expr>, returning: Vec<Expr>) -> Result<Sql, Error> {
    refuse_empty_lists("update", &filter)?;
    super::select(&Select { columns: returning, filter, ..Select::from(table) })
}

/// Lowers a delete.
pub(crate) fn delete(delete: &Delete) -> Result<Sql, Error> {
    refuse_empty_lists("delete", &delete.filter)?;
    let mut w = Writer::default();
    w.enter([delete.table]);
    w.push("DELETE FROM ");
    w.push_source(0);
    push_where(&mut w, &delete.filter);
    push_returning(&mut w, &delete.returning);
    w.leave();
    w.finish()
}

fn push_names(w: &mut Writer, schema: &TableSchema, columns: &[usize]) {
    w.separated(", ", columns, |w, &column| {
        w.push_ident(schema.columns[column].name);
    });
}

fn push_assignments(w: &mut Writer, schema: &TableSchema, assignments: &[Assignment]) {
    w.separated(", ", assignments, |w, assignment| {
        w.push_ident(schema.columns[assignment.column].name);
        w.push(" = ");
        push_assigned(w, schema, assignment);
    });
}

fn push_returning(w: &mut Writer, returning: &[Expr]) {
    if returning.is_empty() {
        return;
    }
    w.push(" RETURNING ");
    w.separated(", ", returning, |w, expr| {
        if has_aggregate(expr) {
            w.fail(Error::refused("an aggregate cannot be returned by a write: it is about rows, one by one"));
        }
        w.push_label(expr);
        push_expr(w, expr);
    });
}

/// A filter built from an empty list would change every row, or none, by accident.
fn refuse_empty_lists(verb: &str, filter: &[Expr]) -> Result<(), Error> {
    if filter.iter().any(hides_empty_list) {
        return Err(Error::refused(format!(
            "the filter of this {verb} was built from an empty list; `all_rows()` says that every row is meant"
        )));
    }
    Ok(())
}

/// Whether an empty list stands where it may change what the filter means. `x IN ()` as a condition that must hold finds
/// nothing, which is what a program with no keys means; inside of anything else it may be turned round.
fn hides_empty_list(expr: &Expr) -> bool {
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
