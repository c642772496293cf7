//! Inserts, updates and deletes.

mod conflict;
mod filter;
mod from;

use super::cte::within;
use super::expr::{argument, push_expr};
use super::group::has_aggregate;
use super::guard::guard_lists;
use super::overflow::{push_stored, stored};
use super::select::push_select;
use super::writer::Writer;
use crate::ast::{
    Assignment, Call, Delete, Expr, Insert, Portion, Resolution, RowCount, Rows, Select, Source, Update, ValueRows,
};
use crate::engine::{Binding, Param, Sql, ValueFn};
use crate::error::Error;
use crate::schema::{DeletedAt, SoftDelete, TableSchema};
use crate::value::Value;
use conflict::push_on_conflict;
use filter::{push_among, push_filter, refuse_empty_lists};

/// Lowers an insert.
pub(crate) fn insert(insert: &Insert) -> Result<Sql, Error> {
    let mut w = Writer::default();
    within(&mut w, &insert.with, |w| {
        w.enter([insert.table]);
        w.push("INSERT");
        push_or(w, insert.or, insert.table);
        w.push(" INTO ");
        w.push_source(0);
        if insert.columns.is_empty() {
            w.push(" DEFAULT VALUES");
        } else {
            w.push(" (");
            push_names(w, insert.table.schema, &insert.columns);
            w.push(") ");
            push_rows(w, insert);
        }
        push_on_conflict(w, insert);
        push_returning(w, &insert.returning);
        w.leave();
    });
    w.finish()
}

fn push_rows(w: &mut Writer, insert: &Insert) {
    let (schema, columns) = (insert.table.schema, &insert.columns);
    match &insert.rows {
        Rows::Values(rows) => push_values(w, insert.table, columns, rows),
        Rows::Exprs(row) => {
            w.push("VALUES (");
            w.separated(", ", row.iter().zip(columns), |w, (value, column)| push_stored(w, schema, *column, value));
            w.push(")");
        }
        Rows::Select(select) if !insert.on_conflict.is_empty() => {
            push_select(w, &ended(stored(select, schema, columns)));
        }
        Rows::Select(select) => push_select(w, &stored(select, schema, columns)),
    }
}

/// `VALUES (?, ?), (?, ?)`
fn push_values(w: &mut Writer, table: Source, columns: &[usize], rows: &ValueRows) {
    let mut next = 0;
    w.push("VALUES ");
    w.separated(", ", 0..rows.rows, |w, _| {
        w.push("(");
        w.separated(", ", columns, |w, &column| {
            let function = table.schema.columns[column].default_fn.filter(|_| rows.filled.contains(&column));
            if let Some(function) = function {
                return w.push_param(Param::Call(ValueFn { column: table.column(column), function }));
            }
            w.push_param(match (rows.taken, rows.values.get(next)) {
                (Some(first), _) => argument(first + next),
                (None, Some(Binding::Value(value))) => Param::Value(value.clone()),
                (None, Some(Binding::List(values))) => Param::List(values.clone()),
                (None, None) => Param::Value(Value::Null),
            });
            next += 1;
        });
        w.push(")");
    });
}

/// A select whose last words cannot be the sources of a join: SQLite would take the ON of ON CONFLICT for the join's
/// (<https://sqlite.org/lang_upsert.html>).
fn ended(mut select: Select) -> Select {
    if select.operands.is_empty() {
        if select.filter.is_empty() {
            select.filter.push(Expr::All(Vec::new()));
        }
    } else if !select.is_limited() {
        select.limit = Some(RowCount::Rows(u64::MAX));
    }
    select
}

/// Lowers an update.
pub(crate) fn update(update: &Update) -> Result<Sql, Error> {
    let conditions = || update.from.iter().filter_map(|join| join.on.as_ref()).chain(&update.filter);
    refuse_empty_lists("update", conditions())?;
    let mut w = Writer::default();
    within(&mut w, &update.with, |w| {
        w.enter([update.table]);
        w.push("UPDATE");
        push_or(w, update.or, update.table);
        w.push(" ");
        w.push_source(0);
        w.push(" SET ");
        if update.from.is_empty() {
            push_assignments(w, update.table.schema, &update.assignments);
            push_filter(w, update.table, &update.filter, &update.portion);
        } else {
            from::push_from(w, update);
        }
        push_returning(w, &update.returning);
        w.leave();
    });
    Ok(guard_lists(w.finish()?, conditions()))
}

/// Lowers the rows of an update that sets nothing: they are read as they are.
pub(crate) fn unchanged(update: Update) -> Result<Sql, Error> {
    let Update { with, table, from, filter, portion, returning, .. } = update;
    refuse_empty_lists("update", filter.iter().chain(from.iter().filter_map(|join| join.on.as_ref())))?;
    let Portion { order_by, limit, offset } = portion;
    let rows = Select { joins: from, filter, order_by, limit, offset, ..Select::from(table) };
    if rows.joins.is_empty() {
        return super::select(&Select { with, columns: returning, ..rows });
    }
    // A row that meets several rows of the other tables is one row.
    let mut w = Writer::default();
    for column in &returning {
        w.push_label(column);
    }
    within(&mut w, &with, |w| {
        w.enter([table]);
        w.push("SELECT ");
        w.separated(", ", &returning, push_expr);
        w.push(" FROM ");
        w.push_source(0);
        w.push(" WHERE ");
        push_among(w, &rows);
        w.leave();
    });
    w.finish()
}

/// Lowers a delete.
pub(crate) fn delete(delete: &Delete) -> Result<Sql, Error> {
    refuse_empty_lists("delete", &delete.filter)?;
    if let Some(soft) = delete.table.schema.soft_delete.filter(|_| !delete.hard) {
        return mark_deleted(delete, soft);
    }
    let mut w = Writer::default();
    within(&mut w, &delete.with, |w| {
        w.enter([delete.table]);
        w.push("DELETE FROM ");
        w.push_source(0);
        push_filter(w, delete.table, &delete.filter, &delete.portion);
        push_returning(w, &delete.returning);
        w.leave();
    });
    Ok(guard_lists(w.finish()?, &delete.filter))
}

/// A soft delete: the rows that are not deleted yet are marked. That is an update of them, for `on_update_fn` and the version too.
fn mark_deleted(delete: &Delete, soft: SoftDelete) -> Result<Sql, Error> {
    let value = match soft.moment {
        DeletedAt::Unixepoch => Expr::Call(Box::new(Call::scalar("unixepoch", Vec::new()))),
        DeletedAt::Value(function) => Expr::FromFn(ValueFn { column: delete.table.column(soft.column), function }),
    };
    let Delete { with, table, filter, portion, returning, .. } = delete.clone();
    let mut assignments = vec![Assignment { column: soft.column, value }];
    let touched = table.on_updates().chain(table.next_version());
    assignments.extend(touched.filter(|assignment| assignment.column != soft.column));
    update(&Update { with, or: None, table, assignments, from: Vec::new(), filter, portion, returning })
}

/// SQLite runs no delete trigger for a row that `OR REPLACE` deletes, so that a search index would keep its words:
/// <https://sqlite.org/lang_conflict.html>.
fn push_or(w: &mut Writer, or: Option<Resolution>, table: Source) {
    if or == Some(Resolution::Replace) && table.schema.search.is_some() {
        let table = table.name();
        w.fail(Error::refused(format!(
            "`OR REPLACE` deletes rows of `{table}` without the trigger that keeps its search index: write `on_conflict(..)` with \
             `do_update(..)`, or delete first"
        )));
    }
    w.push(match or {
        None => "",
        Some(Resolution::Replace) => " OR REPLACE",
        Some(Resolution::Ignore) => " OR IGNORE",
        Some(Resolution::Abort) => " OR ABORT",
        Some(Resolution::Fail) => " OR FAIL",
        Some(Resolution::Rollback) => " OR ROLLBACK",
    });
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
        push_stored(w, schema, assignment.column, &assignment.value);
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
