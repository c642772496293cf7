//! `CREATE TABLE`.

use super::column;
use super::constraint;
use super::cursor::Cursor;
use crate::error::Error;
use crate::migrate::model::Table;

/// Reads what follows `CREATE TABLE`.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Result<Table, Error> {
    let (name, name_at) = cursor.qualified_name()?;
    let mut table = Table {
        name,
        columns: Vec::new(),
        primary_key: None,
        autoincrement: false,
        uniques: Vec::new(),
        checks: Vec::new(),
        foreign_keys: Vec::new(),
        strict: false,
        without_rowid: false,
        indexes: Vec::new(),
        sql: cursor.sql().trim().trim_end_matches(';').to_owned(),
        name_at,
    };
    cursor.expect_symbol("(")?;
    loop {
        if constraint::starts(cursor) {
            // SQLite takes constraints without a comma between them.
            while constraint::starts(cursor) {
                constraint::read(cursor, &mut table)?;
            }
        } else {
            column::read(cursor, &mut table)?;
        }
        if !cursor.eat_symbol(",") {
            break;
        }
    }
    cursor.expect_symbol(")")?;
    options(cursor, &mut table)?;
    Ok(table)
}

fn options(cursor: &mut Cursor<'_>, table: &mut Table) -> Result<(), Error> {
    while cursor.peek().is_some() && !cursor.eat_symbol(";") {
        if cursor.eat("STRICT") {
            table.strict = true;
        } else if cursor.eat("WITHOUT") {
            cursor.expect("ROWID")?;
            table.without_rowid = true;
        } else {
            return Err(cursor.unexpected("STRICT or WITHOUT ROWID"));
        }
        cursor.eat_symbol(",");
    }
    Ok(())
}
