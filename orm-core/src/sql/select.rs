//! Selects.

use super::cte::within;
use super::expr::{argument, push_expr, push_terms};
use super::from::push_sources;
use super::literal::push_sort_term;
use super::window::push_windows;
use super::writer::Writer;
use super::{group, set};
use crate::ast::{Direction, Expr, Nulls, OrderBy, RowCount, Select};
use crate::engine::{Param, Sql};
use crate::error::Error;
use crate::value::Value;

/// Lowers a select.
pub(crate) fn select(select: &Select) -> Result<Sql, Error> {
    let mut w = Writer::default();
    select.columns.iter().for_each(|column| w.push_label(column));
    push_select(&mut w, select);
    w.finish()
}

/// Lowers the number of rows that a select gives.
pub(crate) fn count(select: &Select) -> Result<Sql, Error> {
    let mut w = Writer::default();
    push_count(&mut w, select);
    w.finish()
}

pub(super) fn push_count(w: &mut Writer, select: &Select) {
    let every_row = select.operands.is_empty()
        && !select.distinct
        && select.group_by.is_empty()
        && !select.is_limited()
        && !is_aggregate(select);
    if every_row {
        within(w, &select.with, |w| {
            w.enter(select.sources());
            w.push("SELECT count(*)");
            push_from(w, select);
            w.leave();
        });
    } else {
        w.push("SELECT count(*) FROM (");
        push_select(w, select);
        w.push(")");
    }
}

/// Lowers whether a select gives a row.
pub(crate) fn exists(select: &Select) -> Result<Sql, Error> {
    let mut w = Writer::default();
    w.push("SELECT EXISTS (");
    push_select(&mut w, select);
    w.push(")");
    w.finish()
}

/// What matters of a select of which only is asked whether it gives a row.
pub(crate) fn for_exists(mut select: Select) -> Select {
    let rows = select.operands.is_empty() && select.group_by.is_empty() && !is_aggregate(&select);
    if rows && !select.distinct && select.limit_by.is_empty() {
        select.columns.clear();
        if !select.is_limited() {
            select.order_by.clear();
        }
    }
    select
}

fn is_aggregate(select: &Select) -> bool {
    select.columns.iter().any(group::has_aggregate)
}

pub(super) fn push_select(w: &mut Writer, select: &Select) {
    push_named(w, select, &[]);
}

/// A select whose columns get these names, if there are any, so that one around it can ask for them.
pub(super) fn push_named(w: &mut Writer, select: &Select, names: &[&str]) {
    if w.is_too_deep() {
        return;
    }
    within(w, &select.with, |w| {
        if !select.operands.is_empty() {
            return set::push_set(w, select, names);
        }
        if let Err(error) = group::check(select) {
            w.fail(error);
        }
        w.check_columns(select.columns.len());
        w.enter(select.sources());
        if select.limit_by.is_empty() || !select.is_limited() {
            push_plain(w, select, names);
        } else {
            push_ranked(w, select, names);
        }
        w.leave();
    });
}

fn push_plain(w: &mut Writer, select: &Select, names: &[&str]) {
    w.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
    if select.columns.is_empty() {
        w.push("1");
    }
    w.separated(", ", select.columns.iter().enumerate(), |w, (index, column)| {
        push_expr(w, column);
        push_name(w, names.get(index));
    });
    push_from(w, select);
    push_windows(w, select);
    push_order(w, &select.order_by);
    push_limit(w, select.limit, select.offset);
}

/// ` AS "name"`, if there is one.
pub(super) fn push_name(w: &mut Writer, name: Option<&&str>) {
    if let Some(name) = name {
        w.push(" AS ");
        w.push_ident(name);
    }
}

/// A limit for each value of `limit_by`: the rows are numbered within their value, and the numbers filtered.
fn push_ranked(w: &mut Writer, select: &Select, names: &[&str]) {
    w.push("SELECT ");
    w.separated(", ", 0..select.columns.len(), |w, index| {
        w.push_ident(&format!("c{index}"));
        push_name(w, names.get(index));
    });
    w.push(" FROM (");
    w.push("SELECT ");
    for (index, column) in select.columns.iter().enumerate() {
        push_expr(w, column);
        w.push(" AS ");
        w.push_ident(&format!("c{index}"));
        w.push(", ");
    }
    w.push("row_number() OVER (PARTITION BY ");
    w.separated(", ", &select.limit_by, push_expr);
    push_order(w, &select.order_by);
    w.push(") AS \"n\"");
    push_from(w, select);
    push_windows(w, select);
    w.push(") WHERE \"n\" > ");
    let offset = select.offset.unwrap_or(RowCount::Rows(0));
    push_row_count(w, offset);
    if let Some(limit) = select.limit {
        w.push(" AND \"n\" <= ");
        push_sum(w, offset, limit);
    }
    w.push(" ORDER BY \"n\"");
}

pub(super) fn push_from(w: &mut Writer, select: &Select) {
    push_sources(w, select);
    if !select.group_by.is_empty() {
        w.push(" GROUP BY ");
        w.separated(", ", &select.group_by, push_sort_term);
    }
    if !select.having.is_empty() {
        w.push(" HAVING ");
        push_terms(w, &select.having, " AND ", "1");
    }
}

/// ` WHERE a AND b`, or nothing.
pub(super) fn push_where(w: &mut Writer, filter: &[Expr]) {
    if !filter.is_empty() {
        w.push(" WHERE ");
        push_terms(w, filter, " AND ", "1");
    }
}

/// ` ORDER BY a, b`, or nothing.
pub(super) fn push_order(w: &mut Writer, terms: &[OrderBy]) {
    push_order_by(w, terms, push_sort_term);
}

/// An order whose terms `push` writes.
pub(super) fn push_order_by(w: &mut Writer, terms: &[OrderBy], mut push: impl FnMut(&mut Writer, &Expr)) {
    if terms.is_empty() {
        return;
    }
    w.push(" ORDER BY ");
    w.separated(", ", terms, |w, term| {
        push(w, &term.expr);
        w.push(match term.direction {
            Direction::Asc => "",
            Direction::Desc => " DESC",
        });
        w.push(match term.nulls {
            None => "",
            Some(Nulls::First) => " NULLS FIRST",
            Some(Nulls::Last) => " NULLS LAST",
        });
    });
}

/// SQLite has no offset without a limit, and takes a negative one as none: <https://sqlite.org/lang_select.html#limitoffset>.
pub(super) fn push_limit(w: &mut Writer, limit: Option<RowCount>, offset: Option<RowCount>) {
    match (limit, offset) {
        (None, None) => return,
        (None, Some(_)) => w.push(" LIMIT -1"),
        (Some(limit), _) => {
            w.push(" LIMIT ");
            push_row_count(w, limit);
        }
    }
    if let Some(offset) = offset {
        w.push(" OFFSET ");
        push_row_count(w, offset);
    }
}

/// A number of rows, bound so that SQLite does not plan again when it changes: that is what `+0` is for.
fn push_row_count(w: &mut Writer, rows: RowCount) {
    let (open, param, close) = match rows {
        // No table has more than `i64::MAX`.
        RowCount::Rows(rows) => {
            let rows = i64::try_from(rows).unwrap_or(i64::MAX);
            ("(", Param::Value(Value::Integer(rows)), "+0)")
        }
        RowCount::Param(index) => ("(", argument(index), "+0)"),
        RowCount::OneOf(index) => ("min(1, ", argument(index), "+0)"),
    };
    w.push(open);
    w.push_param(param);
    w.push(close);
}

/// The sum of two numbers of rows: of two known ones one parameter, so that the text is short.
fn push_sum(w: &mut Writer, left: RowCount, right: RowCount) {
    if let (RowCount::Rows(left), RowCount::Rows(right)) = (left, right) {
        push_row_count(w, RowCount::Rows(left.saturating_add(right)));
        return;
    }
    push_row_count(w, left);
    w.push(" + ");
    push_row_count(w, right);
}
