//! What rows must be like for a change: found before anything is written, and named with their keys.

mod after;
mod checks;

use super::alter;
use super::decisions::Decisions;
use super::diff::TableDiff;
use super::model::{Column, ForeignKeyConstraint, KeyPart, Snapshot, Table};
use super::rebuild;
use super::text::SqlText;
use crate::sql::migrate::{Class, Grouped, Rows, is_lossless};
use crate::sql::quoted;

/// A finding in words, and the statement that finds the keys of such rows.
pub(super) type Guard = (String, String);

/// The flag with which a migration is made that does not stop at a finding, if there is one.
#[doc(hidden)]
#[must_use]
pub fn flag_for(finding: &str) -> Option<String> {
    const FLAGS: [(&str, &str); 4] = [
        ("is NOT NULL without a default", "--default"),
        ("becomes NOT NULL", "--default"),
        ("has values that are not kept", "--using"),
        ("violates", "--using"),
    ];
    // A check over several columns has no column to be filled.
    let place =
        |words: &str| finding.split_once(words).map(|(place, _)| place.trim()).filter(|place| place.contains('.'));
    let (place, flag) = FLAGS.iter().find_map(|(words, flag)| Some((place(words)?, flag)))?;
    Some(format!("{flag} \"{place}=..\""))
}

/// The guards of a table that changes. `before` is the schema after renames, `after` the one to come.
pub(super) fn guards(diff: &TableDiff<'_>, before: &Snapshot, after: &Snapshot, decisions: &Decisions) -> Vec<Guard> {
    let table = &diff.to.name;
    let mut guards = Vec::new();
    for column in &diff.added {
        let is_rowid = diff.to.rowid_column().is_some_and(|key| key.name == column.name);
        let is_filled = is_rowid || column.default.is_some() || decisions.value(table, &column.name).is_some();
        if diff.to.is_required(column) && !is_filled && column.generated.is_none() {
            let finding = format!("{table}.{} is NOT NULL without a default, and there are rows", column.name);
            guards.push((finding, Rows::of(diff.from).all()));
        }
    }
    for column in &diff.to.columns {
        if let Some(old) = diff.from.column(&column.name)
            && !decisions.replaces(table, &column.name)
        {
            guards.extend(of_column(diff, old, column, decisions));
        }
    }
    guards.extend(of_computed(diff, decisions));
    guards.extend(of_keys(diff, decisions));
    guards.extend(checks::of_checks(diff, decisions));
    for key in &diff.to.foreign_keys {
        // A table that is new has been made when guards run, and is empty.
        let parent = before.table(&key.table).or_else(|| after.table(&key.table));
        let is_there = parent.is_some_and(|parent| key.references.iter().all(|name| parent.column(name).is_some()));
        let is_new = !diff.from.foreign_keys.iter().any(|old| old.canonical() == key.canonical());
        let compared: Vec<Option<&str>> = collations(diff, key, after.table(&key.table).or(parent));
        let values = key.columns.iter().zip(compared).filter_map(|(name, collate)| {
            let value = known_value(diff, name, decisions)?;
            Some(collate.map_or_else(|| value.clone(), |collate| format!("({value}) COLLATE {}", quoted(collate))))
        });
        let values: Vec<String> = values.collect();
        if is_new && is_there && key.references.len() == key.columns.len() && values.len() == key.columns.len() {
            let finding = format!("{table} has rows whose {} leads to no row of {}", key.columns.join(", "), key.table);
            guards.push((finding, Rows::of(diff.from).missing_parents(key, &values)));
        }
    }
    guards
}

/// How the columns of a foreign key are compared: as those that it references.
fn collations<'a>(
    diff: &'a TableDiff<'_>,
    key: &ForeignKeyConstraint,
    parent: Option<&'a Table>,
) -> Vec<Option<&'a str>> {
    let own = |at: usize| diff.to.column(&key.columns[at])?.collation();
    let of_parent = |at: usize| parent?.column(key.references.get(at)?)?.collation();
    (0..key.columns.len()).map(|at| of_parent(at).or_else(|| own(at).map(|_| "BINARY"))).collect()
}

fn of_column(diff: &TableDiff<'_>, old: &Column, new: &Column, decisions: &Decisions) -> Vec<Guard> {
    let place = format!("{}.{}", diff.to.name, new.name);
    let mut guards = Vec::new();
    if new.generated.is_some() {
        return guards;
    }
    let is_filled = decisions.value(&diff.to.name, &new.name).is_some();
    if diff.to.is_required(new) && !diff.from.is_required(old) && !is_filled {
        guards.push((format!("{place} becomes NOT NULL, and has NULL"), Rows::of(diff.from).nulls(&new.name)));
    }
    let class = rebuild::conversion(diff.from, old, diff.to, new);
    let from = Class::of(&old.declared_type, diff.from.strict);
    if let Some(condition) = class.and_then(|class| is_lossless(&new.name, from, class)) {
        let finding = format!("{place} has values that are not kept as {}", new.declared_type);
        guards.push((finding, Rows::of(diff.from).violations(&condition)));
    }
    guards
}

/// What is computed has no value that a decision could give.
fn of_computed(diff: &TableDiff<'_>, decisions: &Decisions) -> Vec<Guard> {
    let is_required = |table: &Table, name: &str| table.column(name).is_some_and(|column| table.is_required(column));
    let mut guards = Vec::new();
    for column in diff.to.columns.iter().filter(|column| column.generated.is_some()) {
        let name = &column.name;
        let is_kept = is_required(diff.from, name) && after::stays(diff, name, decisions);
        if is_required(diff.to, name)
            && !is_kept
            && let Some(rows) = after::rows(diff, &[&SqlText::new(quoted(name))], decisions)
        {
            let finding = format!("{}.{name} is computed as NULL, and is NOT NULL", diff.to.name);
            guards.push((finding, rows.nulls(name)));
        }
    }
    guards
}

/// Keys and unique indexes that are new.
fn of_keys(diff: &TableDiff<'_>, decisions: &Decisions) -> Vec<Guard> {
    let unique_indexes = |table: &Table| {
        let indexes = table.indexes.iter().filter(|index| index.unique);
        indexes.map(|index| (index.parts.clone(), index.filter.clone())).collect::<Vec<_>>()
    };
    let keys = |table: &Table| {
        let keys = table.primary_key.iter().chain(&table.uniques);
        keys.map(|key| (key.parts.clone(), None::<SqlText>)).chain(unique_indexes(table)).collect::<Vec<_>>()
    };
    let collations = |table: &Table, parts: &[KeyPart]| {
        let column = |part: &KeyPart| Some(table.column(part.column.as_deref()?)?.collation()?.to_ascii_lowercase());
        parts.iter().map(column).collect::<Vec<_>>()
    };
    let values_stay = |parts: &[KeyPart]| {
        parts.iter().all(|part| part.column.as_ref().is_none_or(|name| after::stays(diff, name, decisions)))
    };
    let old = keys(diff.from);
    let is_kept = |(parts, filter): &(Vec<KeyPart>, Option<SqlText>)| {
        let same = |(other, condition): &&(Vec<KeyPart>, Option<SqlText>)| other == parts && condition == filter;
        old.iter().any(|key| same(&key))
            && values_stay(parts)
            && collations(diff.from, parts) == collations(diff.to, parts)
    };
    let mut guards = Vec::new();
    for (parts, filter) in keys(diff.to).iter().filter(|key| !is_kept(key)) {
        let names: Vec<&str> = parts.iter().map(|part| part.expr.as_str()).collect();
        let finding = format!("{} has rows that are equal in {}", diff.to.name, names.join(", ").replace('"', ""));
        let filter_sql = filter.as_ref().map(SqlText::as_str);
        let is_known = filter.iter().all(|filter| is_over_kept(diff, filter, decisions));
        let exprs = parts.iter().map(|part| grouped(diff, part, decisions)).collect::<Option<Vec<_>>>();
        if let (true, Some(exprs)) = (is_known, exprs) {
            guards.push((finding, Rows::of(diff.from).duplicates(&exprs, filter_sql)));
            continue;
        }
        let all: Vec<&SqlText> = parts.iter().map(|part| &part.expr).chain(filter).collect();
        if let Some(rows) = after::rows(diff, &all, decisions) {
            let exprs: Vec<Grouped> = parts.iter().map(|part| named(diff.to, part)).collect();
            guards.push((finding, rows.duplicates(&exprs, filter_sql)));
        }
    }
    guards
}

/// A part of a key over the columns of its table.
fn named(table: &Table, part: &KeyPart) -> Grouped {
    let own = || table.column(part.column.as_deref()?)?.collation();
    let collate = part.collate.as_deref().or_else(own).map(str::to_owned);
    Grouped::Expr(part.column.as_deref().map_or_else(|| part.expr.as_str().to_owned(), quoted), collate)
}

/// What a column of the new table takes from a row of the old one, where it takes something.
fn known_value(diff: &TableDiff<'_>, name: &str, decisions: &Decisions) -> Option<String> {
    let column = diff.to.column(name).filter(|column| column.generated.is_none())?;
    rebuild::filled(diff, column, decisions).or_else(|| rebuild::value(diff, column))
}

/// What the rows of the old table have in a part of a new key; nothing where that is not known, or is always `NULL`.
fn grouped(diff: &TableDiff<'_>, part: &KeyPart, decisions: &Decisions) -> Option<Grouped> {
    let Some(name) = &part.column else {
        let collate = part.collate.clone();
        return is_over_kept(diff, &part.expr, decisions)
            .then(|| Grouped::Expr(part.expr.as_str().to_owned(), collate));
    };
    let column = diff.to.column(name)?;
    if column.generated.is_some() {
        return after::stays(diff, name, decisions).then(|| named(diff.to, part));
    }
    let collate = part.collate.as_deref().or(column.collation()).map(str::to_owned);
    if let Some(value) = known_value(diff, name, decisions) {
        return Some(Grouped::Expr(value, collate));
    }
    // The same for all rows, unless it is the number of the row or nothing.
    let is_rowid = diff.to.rowid_column().is_some_and(|key| key.name == column.name);
    let is_null = column.default.as_ref().is_none_or(|default| default.canonical() == "null");
    // An expression may give another value for each row.
    let is_constant = column.default.as_ref().is_some_and(|default| alter::is_constant(default.as_str()));
    (!is_rowid && !is_null && is_constant).then_some(Grouped::Constant)
}

/// Whether all columns in an expression are there before, with the values and the comparisons that they have after.
fn is_over_kept(diff: &TableDiff<'_>, expr: &SqlText, decisions: &Decisions) -> bool {
    diff.to
        .columns
        .iter()
        .filter(|column| expr.mentions(&column.name))
        .all(|column| after::is_kept(diff, column, decisions))
}
