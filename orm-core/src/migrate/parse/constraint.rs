//! Constraints of a table: <https://sqlite.org/syntax/table-constraint.html>.

use super::cursor::Cursor;
use super::index;
use crate::error::Error;
use crate::migrate::model::{CheckConstraint, ConflictClause, ForeignKeyConstraint, KeyConstraint, Table};
use crate::schema::ReferentialAction;

/// Whether a constraint starts here, and not a column.
pub(super) fn starts(cursor: &Cursor<'_>) -> bool {
    ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"].iter().any(|word| cursor.is(word))
}

pub(super) fn read(cursor: &mut Cursor<'_>, table: &mut Table) -> Result<(), Error> {
    let name = name_of_constraint(cursor)?;
    if cursor.eat("PRIMARY") {
        cursor.expect("KEY")?;
        cursor.expect_symbol("(")?;
        let parts = index::parts(cursor)?;
        table.autoincrement |= cursor.eat("AUTOINCREMENT");
        cursor.expect_symbol(")")?;
        table.primary_key = Some(KeyConstraint::new(name, parts, on_conflict(cursor)?));
    } else if cursor.eat("UNIQUE") {
        cursor.expect_symbol("(")?;
        let parts = index::parts(cursor)?;
        cursor.expect_symbol(")")?;
        table.uniques.push(KeyConstraint::new(name, parts, on_conflict(cursor)?));
    } else if cursor.eat("CHECK") {
        table.checks.push(check(cursor, name)?);
    } else if cursor.eat("FOREIGN") {
        cursor.expect("KEY")?;
        let columns = cursor.names()?;
        cursor.expect("REFERENCES")?;
        table.foreign_keys.push(references(cursor, name, columns)?);
    } else if name.is_none() {
        return Err(cursor.unexpected("a constraint"));
    }
    Ok(())
}

/// `CONSTRAINT name`; of several, the last one counts.
pub(super) fn name_of_constraint(cursor: &mut Cursor<'_>) -> Result<Option<String>, Error> {
    let mut name = None;
    while cursor.eat("CONSTRAINT") {
        name = Some(cursor.name()?);
    }
    Ok(name)
}

pub(super) fn check(cursor: &mut Cursor<'_>, name: Option<String>) -> Result<CheckConstraint, Error> {
    let expr = cursor.parenthesized()?;
    // It is taken, and means nothing: <https://sqlite.org/lang_conflict.html>.
    on_conflict(cursor)?;
    Ok(CheckConstraint::new(name, expr))
}

pub(super) fn on_conflict(cursor: &mut Cursor<'_>) -> Result<Option<ConflictClause>, Error> {
    if !cursor.eat("ON") {
        return Ok(None);
    }
    cursor.expect("CONFLICT")?;
    Ok(match cursor.name()?.to_ascii_uppercase().as_str() {
        "ROLLBACK" => Some(ConflictClause::Rollback),
        "FAIL" => Some(ConflictClause::Fail),
        "IGNORE" => Some(ConflictClause::Ignore),
        "REPLACE" => Some(ConflictClause::Replace),
        _ => None,
    })
}

/// What follows `REFERENCES`.
pub(super) fn references(
    cursor: &mut Cursor<'_>,
    name: Option<String>,
    columns: Vec<String>,
) -> Result<ForeignKeyConstraint, Error> {
    let table = cursor.name()?;
    let listed = cursor.peek().is_some_and(|token| token.is_symbol("("));
    let references = if listed { cursor.names()? } else { Vec::new() };
    let mut key =
        ForeignKeyConstraint { name, columns, table, references, on_delete: None, on_update: None, deferred: false };
    loop {
        if cursor.eat("ON") {
            let event = cursor.name()?;
            let action = Some(action(cursor)?);
            // `ON INSERT` is taken, and means nothing.
            if event.eq_ignore_ascii_case("DELETE") {
                key.on_delete = action;
            } else if event.eq_ignore_ascii_case("UPDATE") {
                key.on_update = action;
            }
        } else if cursor.eat("MATCH") {
            // SQLite treats every foreign key as MATCH SIMPLE: <https://sqlite.org/foreignkeys.html#fk_unsupported>.
            cursor.name()?;
        } else if let Some(deferred) = deferred(cursor)? {
            key.deferred = deferred;
        } else {
            return Ok(key);
        }
    }
}

/// `NOT DEFERRABLE` or `DEFERRABLE INITIALLY DEFERRED`: whether a foreign key is looked at when the transaction ends.
pub(super) fn deferred(cursor: &mut Cursor<'_>) -> Result<Option<bool>, Error> {
    let is_not = cursor.eat_all(["NOT", "DEFERRABLE"]);
    if !is_not && !cursor.eat("DEFERRABLE") {
        return Ok(None);
    }
    let initially = cursor.eat("INITIALLY") && cursor.name()?.eq_ignore_ascii_case("DEFERRED");
    Ok(Some(initially && !is_not))
}

fn action(cursor: &mut Cursor<'_>) -> Result<ReferentialAction, Error> {
    if cursor.eat("SET") {
        let is_null = cursor.eat("NULL");
        if !is_null {
            cursor.expect("DEFAULT")?;
        }
        return Ok(if is_null { ReferentialAction::SetNull } else { ReferentialAction::SetDefault });
    }
    if cursor.eat("NO") {
        cursor.expect("ACTION")?;
        return Ok(ReferentialAction::NoAction);
    }
    if cursor.eat("CASCADE") {
        return Ok(ReferentialAction::Cascade);
    }
    cursor.expect("RESTRICT")?;
    Ok(ReferentialAction::Restrict)
}
