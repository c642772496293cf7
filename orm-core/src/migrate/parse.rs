//! `CREATE` statements as data: <https://sqlite.org/lang_createtable.html>.
//!
//! The texts are those of `sqlite_schema` or of our own DDL, so that SQLite has taken them already: what is read here is
//! what they mean, not whether they are right. What is not understood is an error that names the place, never a guess.

mod column;
mod constraint;
mod cursor;
mod index;
mod table;

use super::model::{Object, ObjectKind, Snapshot};
use super::split;
use super::text::SqlText;
use crate::error::Error;
use cursor::Cursor;

/// Adds what a statement makes.
pub(super) fn statement(snapshot: &mut Snapshot, sql: &str) -> Result<(), Error> {
    // A file may have been made to hold more in the place of one statement, which must not run when this one does.
    if split::statements(sql).len() > 1 || sql.contains('\0') {
        return Err(Error::refused("a schema has more than one statement in the place of one").with_sql(sql));
    }
    // Places in a statement are counted from its first word on.
    let mut cursor = Cursor::new(sql.trim_start());
    cursor.expect("CREATE")?;
    let _ = cursor.eat("TEMP") || cursor.eat("TEMPORARY");
    if cursor.eat("TABLE") {
        let table = table::read(&mut cursor)?;
        unique_name(snapshot.table(&table.name).is_some(), &table.name)?;
        snapshot.tables.push(table);
        return Ok(());
    }
    let unique = cursor.eat("UNIQUE");
    if cursor.eat("INDEX") {
        let (table, index) = index::read(&mut cursor, unique)?;
        let Some(table) = snapshot.table_mut(&table) else {
            return Err(Error::refused(format!("the index `{}` is of `{table}`, which is not there", index.name)));
        };
        table.indexes.push(index);
        return Ok(());
    }
    let kind = if cursor.eat("VIEW") {
        ObjectKind::View
    } else if cursor.eat("TRIGGER") {
        ObjectKind::Trigger
    } else if cursor.eat("VIRTUAL") {
        cursor.expect("TABLE")?;
        ObjectKind::VirtualTable
    } else {
        return Err(cursor.unexpected("TABLE, INDEX, VIEW or TRIGGER"));
    };
    let object = object(&mut cursor, kind)?;
    unique_name(snapshot.object(&object.name).is_some_and(|other| other.kind == kind), &object.name)?;
    snapshot.objects.push(object);
    Ok(())
}

fn unique_name(taken: bool, name: &str) -> Result<(), Error> {
    if taken { Err(Error::refused(format!("the schema has `{name}` twice"))) } else { Ok(()) }
}

fn object(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Result<Object, Error> {
    let (name, _) = cursor.qualified_name()?;
    let rest = cursor.rest();
    let table = if kind == ObjectKind::Trigger {
        while !cursor.eat("ON") {
            cursor.any()?;
        }
        Some(cursor.name()?)
    } else {
        None
    };
    Ok(Object::new(kind, name, table, SqlText::new(rest.trim_end_matches(';')), cursor.sql().to_owned()))
}

#[cfg(test)]
mod tests;
