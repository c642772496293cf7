//! Selects.

use super::expr::{push_expr, push_terms};
use super::group;
use super::writer::Writer;
use crate::ast::{Direction, Expr, Join, JoinKind, Nulls, OrderBy, Select};
use crate::engine::Sql;
use crate::error::Error;

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
    let every_row = !select.distinct && select.group_by.is_empty() && !select.is_limited() && !is_aggregate(select);
    if every_row {
        w.enter(sources(select));
        w.push("SELECT count(*)");
        push_from(&mut w, select);
        w.leave();
    } else {
        w.push("SELECT count(*) FROM (");
        push_select(&mut w, select);
        w.push(")");
    }
    w.finish()
}

/// Lowers whether a select gives a row.
pub(crate) fn exists(select: &Select) -> Result<Sql, Error> {
    let mut w = Writer::default();
    w.push("SELECT EXISTS (");
    push_select(&mut w, select);
    w.push(")");
    w.finish()
}

fn is_aggregate(select: &Select) -> bool {
    select.columns.iter().any(group::has_aggregate)
}

fn sources(select: &Select) -> impl Iterator<Item = crate::ast::Source> {
    std::iter::once(select.from).chain(select.joins.iter().map(|join| join.source))
}

pub(super) fn push_select(w: &mut Writer, select: &Select) {
    if let Err(error) = group::check(select) {
        w.fail(error);
    }
    if select.limit_by.is_empty() || !select.is_limited() {
        push_plain(w, select);
    } else {
        push_ranked(w, select);
    }
}

fn push_plain(w: &mut Writer, select: &Select) {
    w.enter(sources(select));
    w.push(if select.distinct { "SELECT DISTINCT " } else { "SELECT " });
    if select.columns.is_empty() {
        w.push("1");
    }
    w.separated(", ", &select.columns, push_expr);
    push_from(w, select);
    push_order(w, &select.order_by);
    push_limit(w, select.limit, select.offset);
    w.leave();
}

/// A limit for each value of `limit_by`: the rows are numbered within their value, and the numbers filtered.
fn push_ranked(w: &mut Writer, select: &Select) {
    w.push("SELECT ");
    w.separated(", ", 0..select.columns.len(), |w, index| {
        w.push_ident(&format!("c{index}"));
    });
    w.push(" FROM (");
    w.enter(sources(select));
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
    w.leave();
    w.push(") WHERE \"n\" > ");
    let offset = select.offset.unwrap_or(0);
    push_expr(w, &row_count(offset));
    if let Some(limit) = select.limit {
        w.push(" AND \"n\" <= ");
        push_expr(w, &row_count(offset.saturating_add(limit)));
    }
    w.push(" ORDER BY \"n\"");
}

fn push_from(w: &mut Writer, select: &Select) {
    w.push(" FROM ");
    w.push_source(0);
    for (index, join) in select.joins.iter().enumerate() {
        push_join(w, join, index + 1);
    }
    push_where(w, &select.filter);
    if !select.group_by.is_empty() {
        w.push(" GROUP BY ");
        w.separated(", ", &select.group_by, push_expr);
    }
    if !select.having.is_empty() {
        w.push(" HAVING ");
        push_terms(w, &select.having, " AND ", "1");
    }
}

fn push_join(w: &mut Writer, join: &Join, position: usize) {
    w.push(match join.kind {
        JoinKind::Inner => " INNER JOIN ",
        JoinKind::Left => " LEFT JOIN ",
        JoinKind::Right => " RIGHT JOIN ",
        JoinKind::Full => " FULL JOIN ",
        JoinKind::Cross => " CROSS JOIN ",
    });
    w.push_source(position);
    if let Some(on) = &join.on {
        w.push(" ON ");
        push_expr(w, on);
    }
}

/// ` WHERE a AND b`, or nothing.
pub(super) fn push_where(w: &mut Writer, filter: &[Expr]) {
    if !filter.is_empty() {
        w.push(" WHERE ");
        push_terms(w, filter, " AND ", "1");
    }
}

fn push_order(w: &mut Writer, terms: &[OrderBy]) {
    if terms.is_empty() {
        return;
    }
    w.push(" ORDER BY ");
    w.separated(", ", terms, |w, term| {
        push_expr(w, &term.expr);
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
fn push_limit(w: &mut Writer, limit: Option<u64>, offset: Option<u64>) {
    match (limit, offset) {
        (None, None) => return,
        (None, Some(_)) => w.push(" LIMIT -1"),
        (Some(limit), _) => {
            w.push(" LIMIT ");
            push_expr(w, &row_count(limit));
        }
    }
    if let Some(offset) = offset {
        w.push(" OFFSET ");
        push_expr(w, &row_count(offset));
    }
}

/// A number of rows; no table has more than `i64::MAX`.
fn row_count(rows: u64) -> Expr {
    Expr::Count(i64::try_from(rows).unwrap_or(i64::MAX))
}
