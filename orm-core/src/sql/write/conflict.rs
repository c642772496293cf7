//! `ON CONFLICT`.

use super::filter::hides_empty_list;
use super::{push_assignments, push_names};
use crate::ast::{ConflictAction, Expr, Insert, OnConflict};
use crate::error::Error;
use crate::schema::TableSchema;
use crate::sql::expr::push_terms;
use crate::sql::select::push_where;
use crate::sql::writer::Writer;

pub(super) fn push_on_conflict(w: &mut Writer, insert: &Insert) {
    let Some((last, earlier)) = insert.on_conflict.split_last() else { return };
    if insert.columns.is_empty() {
        // SQLite's grammar has no upsert there: https://sqlite.org/lang_insert.html
        w.fail(Error::refused("a row that sets no column cannot have `on_conflict`: set one of its columns"));
    }
    if earlier.iter().any(|clause| clause.target.is_empty()) {
        w.fail(Error::refused("`on_conflict_do_nothing` is about every conflict: it stands after all `on_conflict`"));
    }
    let schema = insert.table.schema;
    earlier.iter().chain([last]).for_each(|clause| push_clause(w, schema, clause));
}

fn push_clause(w: &mut Writer, schema: &TableSchema, clause: &OnConflict) {
    w.push(" ON CONFLICT");
    if !clause.target.is_empty() {
        w.push(" (");
        push_names(w, schema, &clause.target);
        w.push(")");
    }
    push_target_filter(w, &clause.target_filter);
    match &clause.action {
        ConflictAction::Nothing => w.push(" DO NOTHING"),
        ConflictAction::Update { assignments, filter } => {
            if filter.iter().any(hides_empty_list) {
                let reason =
                    "the filter of this `do_update` was built from an empty list; without one, every row is changed";
                w.fail(Error::refused(reason));
            }
            w.push(" DO UPDATE SET ");
            push_assignments(w, schema, assignments);
            push_where(w, filter);
        }
    }
}

/// SQLite compares the condition with the index's own, so its values stand in the text: a parameter equals nothing.
fn push_target_filter(w: &mut Writer, filter: &[Expr]) {
    if !filter.is_empty() {
        w.push(" WHERE ");
        w.literally(|w| push_terms(w, filter, " AND ", "1"));
    }
}
