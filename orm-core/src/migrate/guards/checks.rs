//! Checks that rows have to fulfil that are there: new ones, and those over columns that become something else.

use super::{Guard, known_value, stays};
use crate::migrate::decisions::Decisions;
use crate::migrate::diff::TableDiff;
use crate::migrate::model::{CheckConstraint, Column};
use crate::migrate::token::{Kind, tokens};
use crate::sql::migrate::{Class, stored, violations, violations_after};
use crate::sql::quoted;

pub(super) fn of_checks(diff: &TableDiff<'_>, decisions: &Decisions) -> Vec<Guard> {
    let mut guards = Vec::new();
    for check in &diff.to.checks {
        let columns: Vec<&Column> = diff.to.columns.iter().filter(|column| check.expr.mentions(&column.name)).collect();
        let is_kept = columns.iter().all(|column| is_kept(diff, column, decisions));
        let was_there = diff.from.checks.iter().any(|old| old.expr == check.expr);
        let select = match is_kept {
            true if was_there => continue,
            true => Some(violations(diff.from, check.expr.as_str())),
            false => over_new(diff, check, &columns, decisions),
        };
        let name = check.name.as_deref().unwrap_or(check.expr.as_str());
        let finding = match columns.as_slice() {
            [one] => format!("{}.{} violates {name}", diff.to.name, one.name),
            _ => format!("{} violates {name}", diff.to.name),
        };
        guards.extend(select.map(|select| (finding, select)));
    }
    guards
}

/// Whether a column has the values that it has after, and compares them in the same way.
fn is_kept(diff: &TableDiff<'_>, column: &Column, decisions: &Decisions) -> bool {
    let collation = |column: &Column| column.collation().map(str::to_ascii_lowercase);
    let is_alike = |old: &Column| collation(old) == collation(column);
    stays(diff, &column.name, decisions) && diff.from.column(&column.name).is_some_and(is_alike)
}

/// The rows that violate a check by what they become; nothing where that is not known before. SQLite finds it then.
fn over_new(
    diff: &TableDiff<'_>,
    check: &CheckConstraint,
    columns: &[&Column],
    decisions: &Decisions,
) -> Option<String> {
    // The number of a row is none of its columns.
    let is_number = |name: &&str| check.expr.mentions(name) && diff.to.column(name).is_none();
    if ["rowid", "_rowid_", "oid"].iter().any(is_number) {
        return None;
    }
    let has_text = tokens(check.expr.as_str()).iter().any(|token| token.kind == Kind::Text);
    let mut values = Vec::new();
    for column in columns {
        values.push((column.name.as_str(), new_value(diff, column, has_text, decisions)?));
    }
    Some(violations_after(diff.from, &diff.to.name, &values, check.expr.as_str()))
}

/// What a column has after, over the columns before.
fn new_value(diff: &TableDiff<'_>, column: &Column, has_text: bool, decisions: &Decisions) -> Option<String> {
    let is_rowid = diff.to.rowid_column().is_some_and(|key| key.name == column.name);
    let value = if stays(diff, &column.name, decisions) {
        quoted(&column.name)
    } else {
        let class = Class::of(&column.declared_type, diff.to.strict);
        let is_number = matches!(class, Class::Integer | Class::Numeric | Class::Real);
        // Beside a text, it counts what a column is declared as, which an expression is not.
        if column.generated.is_some() || is_rowid || is_number && has_text && !diff.to.strict {
            return None;
        }
        let default = || column.default.as_ref().map_or("NULL", |default| default.as_str()).to_owned();
        let value = known_value(diff, &column.name, decisions).unwrap_or_else(default);
        stored(&format!("({value})"), class, diff.to.strict)
    };
    let old = diff.from.column(&column.name).and_then(Column::collation);
    let collate = column.collation().or_else(|| old.map(|_| "BINARY"));
    Some(collate.map_or_else(|| value.clone(), |collate| format!("{value} COLLATE {}", quoted(collate))))
}
