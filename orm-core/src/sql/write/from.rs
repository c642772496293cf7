//! `UPDATE .. FROM`: <https://sqlite.org/lang_update.html#update_from>.

use super::filter::push_same_row;
use super::push_assignments;
use crate::ast::{Expr, JoinKind, Source, Update};
use crate::error::Error;
use crate::sql::expr::push_operand;
use crate::sql::from::{Place, push_join};
use crate::sql::select::push_where;
use crate::sql::writer::Writer;

/// Writes everything between `SET` and `RETURNING`.
///
/// SQLite does not show the updated table to a condition of a join. For inner joins all conditions stand in the `WHERE`.
/// An outer join needs its own where it is, so that the updated table is joined to itself, by the key of the row.
pub(super) fn push_from(w: &mut Writer, update: &Update) {
    if update.portion.is_limited() {
        w.fail(Error::refused("an update from other tables has no `limit`: a row may meet several of theirs"));
    }
    if update.from.iter().all(|join| join.kind == JoinKind::Inner) {
        push_inner(w, update);
    } else {
        push_outer(w, update);
    }
}

fn push_inner(w: &mut Writer, update: &Update) {
    w.leave();
    w.enter(std::iter::once(update.table).chain(update.from.iter().map(|join| join.source)));
    push_assignments(w, update.table.schema, &update.assignments);
    w.push(" FROM ");
    for (index, _) in update.from.iter().enumerate() {
        w.push(if index == 0 { "" } else { " INNER JOIN " });
        w.push_source(index + 1);
    }
    let conditions = update.from.iter().filter_map(|join| join.on.as_ref()).chain(&update.filter);
    let sources = std::iter::once(update.table).chain(update.from.iter().map(|join| join.source));
    push_where(w, &conditions.cloned().chain(sources.filter_map(Source::unless_deleted)).collect::<Vec<_>>());
}

fn push_outer(w: &mut Writer, update: &Update) {
    w.enter(std::iter::once(update.table).chain(update.from.iter().map(|join| join.source)));
    push_assignments(w, update.table.schema, &update.assignments);
    w.push(" FROM ");
    w.push_source(0);
    let mut filter = update.filter.clone();
    filter.extend(update.table.unless_deleted());
    for (index, join) in update.from.iter().enumerate() {
        filter.extend(push_join(w, join, index + 1, &mut std::iter::empty(), Place::of(&update.from)));
    }
    w.push(" WHERE ");
    push_same_row(w, update.table);
    if !filter.is_empty() {
        w.push(" AND ");
        push_operand(w, &Expr::All(filter.into_vec()));
    }
    w.leave();
}
