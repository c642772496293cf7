//! A table that `ALTER TABLE` cannot change is built anew beside the old one, filled from it, and takes its place:
//! <https://sqlite.org/lang_altertable.html#making_other_kinds_of_table_schema_changes>.
//!
//! The old table is never renamed first, because the references of other tables would go with it.

use super::decisions::{Decisions, Fills};
use super::diff::TableDiff;
use super::model::{Column, NEW, Table};
use super::token::tokens;
use crate::sql;
use crate::sql::migrate::{Class, cast};

/// The statements, without the indexes of the new table.
pub(super) fn statements(diff: &TableDiff<'_>, decisions: &Decisions) -> Vec<String> {
    let name = &diff.to.name;
    let new = format!("{NEW}{name}");
    let mut statements = vec![diff.to.sql_as(&new), sql::migrate::copy_rows(name, &pairs(diff, decisions))];
    if diff.from.autoincrement && diff.to.autoincrement {
        statements.extend(sql::migrate::carry_sequence(name));
    }
    statements.push(sql::migrate::drop_object("TABLE", name));
    statements.push(sql::migrate::rename_table(&new, name));
    statements
}

/// The columns that are written, and what of the old row.
fn pairs(diff: &TableDiff<'_>, decisions: &Decisions) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    // The number of a row is kept, because a full-text index and people may know rows by it.
    let number =
        diff.from.hidden_rowid().map(str::to_owned).or_else(|| Some(sql::quoted(&diff.from.rowid_column()?.name)));
    if let (Some(to), Some(from)) = (diff.to.hidden_rowid(), &number) {
        pairs.push((to.to_owned(), from.clone()));
    }
    let new_key = diff.to.rowid_column().filter(|key| diff.from.column(&key.name).is_none());
    for column in diff.to.columns.iter().filter(|column| column.generated.is_none()) {
        let value = match filled(diff, column, decisions) {
            Some(sql) => Some(sql),
            None if new_key.is_some_and(|key| key.name == column.name) => number.clone(),
            None => value(diff, column),
        };
        pairs.extend(value.map(|value| (sql::quoted(&column.name), value)));
    }
    if pairs.is_empty()
        && let Some(column) = diff.to.columns.iter().find(|column| column.generated.is_none())
    {
        // A row of nothing but defaults has to name one of them.
        let default = column.default.as_ref().map_or("NULL", |default| default.as_str());
        pairs.push((sql::quoted(&column.name), format!("({default})")));
    }
    pairs
}

/// What a column takes by a decision.
pub(super) fn filled(diff: &TableDiff<'_>, column: &Column, decisions: &Decisions) -> Option<String> {
    let (sql, fills) = decisions.value(&diff.to.name, &column.name)?;
    match value(diff, column) {
        Some(own) if fills == Fills::Nulls => Some(format!("coalesce({own}, ({sql}))")),
        // A column alone would be one that is taken as it is, and it may be converted.
        _ if tokens(sql).len() == 1 => Some(format!("({sql})")),
        _ => Some(sql.to_owned()),
    }
}

/// What a column takes from the column of the same name; nothing if it is new.
pub(super) fn value(diff: &TableDiff<'_>, column: &Column) -> Option<String> {
    let before = diff.from.column(&column.name)?;
    let old = Class::of(&before.declared_type, diff.from.strict);
    let class = conversion(diff.from, before, diff.to, column);
    // A column that takes all has blobs as they are, and nothing else is in a column of blobs.
    let class = class.filter(|class| *class != old && (old, *class) != (Class::Any, Class::Blob));
    Some(match class {
        Some(class) => cast(&column.name, class),
        None => sql::quoted(&column.name),
    })
}

/// The class that values of a column must be of, if they may be of another one.
pub(super) fn conversion(from: &Table, before: &Column, to: &Table, after: &Column) -> Option<Class> {
    let is_rowid = |table: &Table, column: &Column| table.rowid_column().is_some_and(|key| key.name == column.name);
    let (old, new) = (Class::of(&before.declared_type, from.strict), Class::of(&after.declared_type, to.strict));
    // Other spellings of one affinity store the same. The number of a row is an integer, and `INT` is not spelled like one.
    let becomes_rowid = is_rowid(to, after) && !is_rowid(from, before);
    let is_alike = !from.strict && !to.strict && old.stores_like(new) && !becomes_rowid;
    let is_same_class = is_alike || new == Class::Any || from.strict && old == new;
    let is_integer = is_rowid(from, before) && new == Class::Integer;
    (!is_same_class && !is_integer).then_some(new)
}
