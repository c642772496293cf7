//! Which changes of a table SQLite makes itself: <https://sqlite.org/lang_altertable.html>.

use super::diff::TableDiff;
use super::model::{Column, ForeignKeyConstraint, Snapshot};
use super::text::SqlText;
use super::token::{Kind, tokens};
use crate::sql;

/// The statements, or nothing if the table has to be built anew.
pub(super) fn statements(diff: &TableDiff<'_>) -> Option<Vec<String>> {
    if !diff.altered.is_empty() || !diff.dropped_constraints.is_empty() {
        return None;
    }
    let mut open = diff.added_constraints.clone();
    let mut statements = Vec::new();
    // What is computed comes after what it is computed from, and a check after what it names.
    let (mut added, computed): (Vec<&Column>, Vec<&Column>) =
        diff.added.iter().partition(|column| column.generated.is_none());
    added.extend(computed);
    for (at, column) in added.iter().enumerate() {
        let definition = SqlText::new(column.definition.clone());
        if added[at + 1..].iter().any(|later| definition.mentions(&later.name)) {
            return None;
        }
    }
    for column in added {
        let (statement, made) = add(diff, column)?;
        for made in made {
            // The same one may be asked for twice.
            if let Some(at) = open.iter().position(|constraint| *constraint == made) {
                open.swap_remove(at);
            }
        }
        statements.push(statement);
    }
    if !open.is_empty() {
        return None;
    }
    for column in &diff.dropped {
        if !is_free(diff, column) {
            return None;
        }
        statements.push(sql::migrate::drop_column(&diff.to.name, &column.name));
    }
    // A table must keep a column, so that new ones come first.
    Some(statements)
}

/// The statement that adds a column, and the constraints that it makes.
fn add(diff: &TableDiff<'_>, column: &Column) -> Option<(String, Vec<String>)> {
    // The definition alone: what stands beside the column.
    let alone = Snapshot::parse([format!("CREATE TABLE alone ({}\n)", column.definition)]).ok()?;
    let alone = alone.tables.first()?;
    if alone.primary_key.is_some() || !alone.uniques.is_empty() {
        return None;
    }
    let is_null = column.default.as_ref().is_none_or(|default| default.canonical() == "null");
    let has_constant = column.default.as_ref().is_none_or(|default| is_constant(default.as_str()));
    let is_stored = column.generated.as_ref().is_some_and(|generated| generated.stored);
    if is_stored || !has_constant || diff.to.is_required(column) && is_null && column.generated.is_none() {
        return None;
    }
    let is_own =
        |key: &&ForeignKeyConstraint| matches!(key.columns.as_slice(), [one] if one.eq_ignore_ascii_case(&column.name));
    let keys: Vec<&ForeignKeyConstraint> = diff.to.foreign_keys.iter().filter(is_own).collect();
    // With foreign keys enforced, SQLite adds a reference only where all rows have NULL.
    if !keys.is_empty() && !is_null {
        return None;
    }
    let beside = alone.foreign_keys.len();
    let further: Vec<_> = if beside == 0 { keys.clone() } else { Vec::new() };
    let mut made = alone.constraints();
    made.extend(keys.iter().map(|key| key.canonical()));
    Some((sql::migrate::add_column(&diff.to.name, &column.definition, &further), made))
}

/// Whether a default is a literal: SQLite fills rows that are there with nothing else.
pub(super) fn is_constant(default: &str) -> bool {
    let is_literal = |kind, text: &str| match kind {
        Kind::Number | Kind::Text => true,
        Kind::Word => ["null", "true", "false"].iter().any(|word| text.eq_ignore_ascii_case(word)),
        _ => false,
    };
    match tokens(default).as_slice() {
        [one] => is_literal(one.kind, one.text),
        [sign, number] => sign.is_symbol("-") && number.kind == Kind::Number,
        _ => false,
    }
}

/// Whether nothing of the table names a column but itself. Views and triggers are taken away before.
fn is_free(diff: &TableDiff<'_>, column: &Column) -> bool {
    let table = diff.from;
    let name = column.name.as_str();
    let in_keys = table.primary_key.iter().chain(&table.uniques).any(|key| key.has(name));
    let in_checks = table.checks.iter().any(|check| check.expr.mentions(name));
    let in_foreign_keys =
        table.foreign_keys.iter().any(|key| key.columns.iter().any(|own| own.eq_ignore_ascii_case(name)));
    let computes = |other: &&Column| other.generated.as_ref().is_some_and(|generated| generated.expr.mentions(name));
    let in_generated = table.columns.iter().any(|other| computes(&other));
    // An index that goes has gone before.
    let kept =
        table.indexes.iter().filter(|index| !diff.dropped_indexes.iter().any(|dropped| dropped.name == index.name));
    let mut kept = kept.flat_map(|index| index.parts.iter().map(|part| &part.expr).chain(&index.filter));
    !(in_keys || in_checks || in_foreign_keys || in_generated || kept.any(|expr| expr.mentions(name)))
}
