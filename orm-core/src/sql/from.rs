//! The sources of a select, and the conditions that leave out deleted rows.

use super::expr::{push_expr, push_terms};
use super::select::{push_named, push_where};
use super::writer::Writer;
use crate::ast::{Expr, Join, JoinKind, Select, Source, SourceRows, all_columns};

/// ` FROM a JOIN b ON .. WHERE ..`
pub(super) fn push_sources(w: &mut Writer, select: &Select) {
    w.push(" FROM ");
    let place = Place::of(&select.joins);
    let mut conditions = Vec::new();
    push_source(w, 0, select.from, &select.rows, place, &mut conditions);
    let mut links = select.joins.len() + 1..;
    for (index, join) in select.joins.iter().enumerate() {
        let rest = push_join(w, join, index + 1, &mut links, place);
        conditions.extend(rest);
    }
    if conditions.is_empty() {
        push_where(w, &select.filter);
    } else {
        push_where(w, &[&select.filter[..], &conditions].concat());
    }
}

/// Where the condition stands that leaves out the deleted rows of a source.
#[derive(Clone, Copy)]
pub(super) enum Place {
    /// With the source's other conditions.
    Beside,
    /// In a subquery that is the source. A right or full join keeps rows without a partner, which a condition beside it
    /// would take for deleted ones, or lose.
    Inside,
}

impl Place {
    pub(super) fn of(joins: &[Join]) -> Self {
        let outer = |join: &Join| matches!(join.kind, JoinKind::Right | JoinKind::Full);
        if joins.iter().any(outer) { Self::Inside } else { Self::Beside }
    }
}

/// A source with its name. `position` is its place among those of the statement. What must hold of its rows besides is added
/// to `conditions`.
pub(super) fn push_source(
    w: &mut Writer,
    position: usize,
    source: Source,
    rows: &SourceRows,
    place: Place,
    conditions: &mut Vec<Expr>,
) {
    match rows {
        SourceRows::Named => {
            let Some(condition) = source.unless_deleted() else { return w.push_source(position) };
            if let Place::Beside = place {
                conditions.push(condition);
                return w.push_source(position);
            }
            let select = Select { columns: all_columns(source).collect(), ..Select::from(source) };
            w.push("(");
            push_named(w, &select, &w.source_columns(position));
            w.push(")");
        }
        SourceRows::Query(select) => {
            let names = w.source_columns(position);
            w.push("(");
            push_named(w, select, &names);
            w.push(")");
        }
        SourceRows::Call { name, arguments } => {
            w.push(name);
            w.push("(");
            w.separated(", ", arguments, push_expr);
            w.push(")");
        }
    }
    w.push_alias(position);
}

/// `links` are the places of the tables between, which come after those of all joined tables. Returns what must hold of the
/// rows besides, where the join has no condition.
pub(super) fn push_join(
    w: &mut Writer,
    join: &Join,
    position: usize,
    links: &mut impl Iterator<Item = usize>,
    place: Place,
) -> Vec<Expr> {
    w.push(match join.kind {
        JoinKind::Inner => " INNER JOIN ",
        JoinKind::Left => " LEFT JOIN ",
        JoinKind::Right => " RIGHT JOIN ",
        JoinKind::Full => " FULL JOIN ",
        JoinKind::Cross => " CROSS JOIN ",
    });
    let mut conditions = Vec::new();
    if let (Some(link), Some(at)) = (&join.link, join.link.as_ref().and_then(|_| links.next())) {
        let mut inner = vec![link.on.clone()];
        w.push("(");
        push_source(w, at, link.source, &SourceRows::Named, place, &mut inner);
        w.push(" INNER JOIN ");
        push_source(w, position, join.source, &join.rows, place, &mut inner);
        w.push(" ON ");
        push_terms(w, &inner, " AND ", "1");
        w.push(")");
    } else {
        push_source(w, position, join.source, &join.rows, place, &mut conditions);
    }
    let Some(on) = &join.on else { return conditions };
    w.push(" ON ");
    if conditions.is_empty() {
        push_expr(w, on);
    } else {
        conditions.insert(0, on.clone());
        push_terms(w, &conditions, " AND ", "1");
    }
    Vec::new()
}
