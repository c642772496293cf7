//! Checks that rows have to fulfil that are there: new ones, and those over columns that become something else.

use super::Guard;
use super::after::{self, is_kept};
use crate::migrate::decisions::Decisions;
use crate::migrate::diff::TableDiff;
use crate::migrate::model::Column;
use crate::sql::migrate::Rows;

pub(super) fn of_checks(diff: &TableDiff<'_>, decisions: &Decisions) -> Vec<Guard> {
    let mut guards = Vec::new();
    for check in &diff.to.checks {
        let columns: Vec<&Column> = diff.to.columns.iter().filter(|column| check.expr.mentions(&column.name)).collect();
        let is_kept = columns.iter().all(|column| is_kept(diff, column, decisions));
        let was_there = diff.from.checks.iter().any(|old| old.expr == check.expr);
        let rows = match is_kept {
            true if was_there => continue,
            true => Some(Rows::of(diff.from)),
            // Where it is not known before, SQLite finds it.
            false => after::rows(diff, &[&check.expr], decisions),
        };
        let name = check.name.as_deref().unwrap_or(check.expr.as_str());
        let finding = match columns.as_slice() {
            // What is computed is filled by nothing.
            [one] if one.generated.is_none() => format!("{}.{} violates {name}", diff.to.name, one.name),
            _ => format!("{} violates {name}", diff.to.name),
        };
        guards.extend(rows.map(|rows| (finding, rows.violations(check.expr.as_str()))));
    }
    guards
}
