//! A column and the constraints beside it: <https://sqlite.org/syntax/column-constraint.html>.

use super::constraint::{check, deferred, name_of_constraint, on_conflict, references};
use super::cursor::Cursor;
use crate::error::Error;
use crate::migrate::model::{Column, Computed, KeyConstraint, KeyPart, Table};
use crate::migrate::text::SqlText;
use crate::migrate::token::Kind;

/// The words that end a declared type.
const AFTER_TYPE: [&str; 10] =
    ["CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED"];

pub(super) fn read(cursor: &mut Cursor<'_>, table: &mut Table) -> Result<(), Error> {
    let start = cursor.peek().map_or(0, |token| token.start);
    let name = cursor.name()?;
    let mut column = Column {
        name,
        declared_type: declared_type(cursor)?,
        not_null: false,
        on_null: None,
        default: None,
        collate: None,
        generated: None,
        definition: String::new(),
    };
    while let Some(token) = cursor.peek() {
        if token.is_symbol(",") || token.is_symbol(")") {
            break;
        }
        constraint(cursor, table, &mut column)?;
    }
    cursor.sql()[start..cursor.last_end()].clone_into(&mut column.definition);
    table.columns.push(column);
    Ok(())
}

fn declared_type(cursor: &mut Cursor<'_>) -> Result<String, Error> {
    let mut words: Vec<String> = Vec::new();
    while let Some(token) = cursor.peek() {
        let ends = token.kind == Kind::Word
            && (AFTER_TYPE.iter().any(|word| token.is_word(word))
                || token.is_word("AS")
                || token.is_word("DEFERRABLE"));
        if ends || token.name().is_none() {
            break;
        }
        words.push(cursor.name()?);
    }
    let mut declared = words.join(" ");
    if !declared.is_empty() && cursor.peek().is_some_and(|token| token.is_symbol("(")) {
        let size: String = cursor.parenthesized()?.as_str().split_whitespace().collect();
        declared = format!("{declared}({size})");
    }
    Ok(declared)
}

fn constraint(cursor: &mut Cursor<'_>, table: &mut Table, column: &mut Column) -> Result<(), Error> {
    let name = name_of_constraint(cursor)?;
    if cursor.eat("PRIMARY") {
        cursor.expect("KEY")?;
        let descending = cursor.eat("DESC");
        cursor.eat("ASC");
        let conflict = on_conflict(cursor)?;
        table.autoincrement = cursor.eat("AUTOINCREMENT");
        let mut key = KeyConstraint::new(name, vec![part(column, descending)], conflict);
        key.is_rowid = !descending;
        table.primary_key = Some(key);
    } else if let Some(deferred) = deferred(cursor)? {
        // Away from its reference, it is of the last one.
        if let Some(key) = table.foreign_keys.last_mut() {
            key.deferred = deferred;
        }
    } else if cursor.eat("NOT") {
        cursor.expect("NULL")?;
        column.not_null = true;
        column.on_null = on_conflict(cursor)?;
    } else if cursor.eat("NULL") {
        on_conflict(cursor)?;
    } else if cursor.eat("UNIQUE") {
        let conflict = on_conflict(cursor)?;
        table.uniques.push(KeyConstraint::new(name, vec![part(column, false)], conflict));
    } else if cursor.eat("CHECK") {
        table.checks.push(check(cursor, name)?);
    } else if cursor.eat("DEFAULT") {
        column.default = Some(default(cursor)?);
    } else if cursor.eat("COLLATE") {
        column.collate = Some(cursor.name()?);
    } else if cursor.eat("REFERENCES") {
        let key = references(cursor, name, vec![column.name.clone()])?;
        table.foreign_keys.push(key);
    } else if cursor.eat("GENERATED") || cursor.is("AS") {
        cursor.eat("ALWAYS");
        cursor.expect("AS")?;
        let expr = cursor.parenthesized()?;
        let stored = cursor.eat("STORED");
        cursor.eat("VIRTUAL");
        column.generated = Some(Computed::new(expr, stored));
    } else if name.is_none() {
        return Err(cursor.unexpected("a constraint"));
    }
    Ok(())
}

fn part(column: &Column, descending: bool) -> KeyPart {
    KeyPart::new(Some(column.name.clone()), SqlText::new(crate::sql::quoted(&column.name)), None, descending)
}

fn default(cursor: &mut Cursor<'_>) -> Result<SqlText, Error> {
    if cursor.peek().is_some_and(|token| token.is_symbol("(")) {
        return cursor.parenthesized();
    }
    let sign = if cursor.eat_symbol("-") { "-" } else { "" };
    cursor.eat_symbol("+");
    let is_literal = cursor.is_literal();
    let token = cursor.any()?;
    let keyword = ["NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"];
    if is_literal || keyword.iter().any(|word| token.is_word(word)) {
        return Ok(SqlText::new(format!("{sign}{}", token.text)));
    }
    // A name that stands alone here is a text.
    let name = token.name().ok_or_else(|| cursor.unexpected("a default"))?;
    Ok(SqlText::new(crate::sql::quoted_text(&name)))
}
