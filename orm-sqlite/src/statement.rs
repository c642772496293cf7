//! Running a request on a connection.

mod cursor;
mod text;

use std::rc::Rc;

use orm_core::engine::{Decoder, Param, Request, Sql};
use orm_core::error::{ConstraintKind, Error};
use orm_core::value::Value;
use rusqlite::types::{ToSqlOutput, Value as Owned};
use rusqlite::{CachedStatement, Connection, ToSql};

use crate::bracket::Bracket;
use crate::{collation, convert, error};
use cursor::RowCursor;

/// Runs the statements in order and lets the decoder take their rows.
///
/// One statement is atomic by itself, unless it writes and returns rows. Several see one snapshot, and write all or
/// nothing: in a transaction of their own, or in a savepoint of the one that is open.
pub(crate) fn run<D: Decoder>(connection: &Connection, request: Request<D>) -> Result<D::Output, Error> {
    let Request { statements, writes, mut decoder } = request;
    // A write that returns rows is complete before they are read, so it is taken back if one of them cannot be.
    let several = statements.len() > 1 || (writes && statements.iter().any(|sql| !sql.labels.is_empty()));
    let bracket = match (several, connection.is_autocommit(), writes) {
        (false, _, _) | (true, false, false) => None,
        (true, true, false) => Some(Bracket::deferred(connection)?),
        (true, true, true) => Some(Bracket::immediate(connection)?),
        (true, false, true) => Some(Bracket::savepoint(connection, "orm_statements")?),
    };
    for (index, sql) in statements.into_iter().enumerate() {
        if let Err(error) = collation::checked(run_one(connection, index, sql, &mut decoder)) {
            // `OR FAIL` keeps the rows of its own statement, and so those of the statements before it.
            if decoder.keeps_rows() && is_resolved_by_clause(&error) {
                bracket.map(Bracket::commit).transpose()?;
            }
            return Err(error);
        }
    }
    // What the decoder finds missing takes a write back too.
    let output = decoder.finish()?;
    if let Some(bracket) = bracket {
        bracket.commit()?;
    }
    Ok(output)
}

/// Whether the constraint is one that `OR FAIL` and its like decide about: <https://sqlite.org/lang_conflict.html>.
fn is_resolved_by_clause(error: &Error) -> bool {
    use ConstraintKind::{Check, NotNull, PrimaryKey, Unique};
    matches!(error.constraint_kind(), Some(Unique | PrimaryKey | NotNull | Check))
}

fn run_one(connection: &Connection, index: usize, mut sql: Sql, decoder: &mut impl Decoder) -> Result<(), Error> {
    let params = std::mem::take(&mut sql.params);
    let Some(params) = resolve(params, &sql, decoder)? else { return Ok(()) };
    text::check(&sql.text)?;
    if text::makes_files(&sql.text) && connection.is_readonly(rusqlite::MAIN_DB).unwrap_or(false) {
        return Err(Error::refused("a database that is opened read-only makes no files").with_sql(&sql.text));
    }
    let mut statement = connection.prepare_cached(&sql.text).map_err(|error| error::preparing(error, &sql.text))?;
    bind(&mut statement, &params, &sql.text)?;
    let running = |error| error::running(error, &sql.text);
    let before = connection.total_changes();
    if statement.column_count() == 0 {
        statement.raw_execute().map_err(running)?;
        decoder.changed(index, changed_since(connection, before));
        return Ok(());
    }
    let writes = !statement.readonly();
    let mut cursor = RowCursor::new(&mut statement, &sql.text);
    decoder.rows(index, &sql, &mut cursor)?;
    if writes {
        // SQLite finishes a write that returns rows when its rows are all taken, and a decoder may want the first only.
        cursor.drain()?;
        drop(cursor);
        decoder.changed(index, changed_since(connection, before));
    }
    Ok(())
}

/// How many rows a statement changed. SQLite's counter keeps its value over a statement that changes no rows by nature,
/// such as `CREATE TABLE`; the total tells whether the statement is one.
fn changed_since(connection: &Connection, before: u64) -> u64 {
    if connection.total_changes() == before { 0 } else { connection.changes() }
}

/// Runs one statement without parameters and rows, which is not kept.
pub(crate) fn execute(connection: &Connection, sql: &str) -> Result<(), Error> {
    let mut statement = connection.prepare(sql).map_err(|error| error::preparing(error, sql))?;
    statement.raw_execute().map_err(|error| error::running(error, sql))?;
    Ok(())
}

/// A parameter as rusqlite takes it.
enum Bound {
    Value(Value),
    List(Rc<Vec<Owned>>),
}

impl ToSql for Bound {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        match self {
            Self::List(list) => list.to_sql(),
            Self::Value(value) => Ok(convert::bound(value)),
        }
    }
}

/// The parameters with the keys that earlier statements found; `None` if a list of keys is empty, so that no row can
/// match.
fn resolve(params: Vec<Param>, sql: &Sql, decoder: &impl Decoder) -> Result<Option<Vec<Bound>>, Error> {
    let mut resolved = Vec::with_capacity(params.len());
    for param in params {
        resolved.push(match param {
            Param::Value(value) => Bound::Value(value),
            Param::List(values) => list(values),
            Param::Call(function) => Bound::Value(function.value()?),
            Param::Keys(keys) => match decoder.keys(keys) {
                keys if keys.is_empty() => return Ok(None),
                keys => list(keys),
            },
            _ => return Err(unprepared(sql)),
        });
    }
    Ok(Some(resolved))
}

#[cold]
fn unprepared(sql: &Sql) -> Error {
    Error::refused(
        "a parameter of a prepared query stands in a statement that is not prepared: `prepare` gives it a value",
    )
    .with_sql(&sql.text)
}

fn list(values: Vec<Value>) -> Bound {
    let values = values.into_iter().map(|value| match value {
        Value::Null => Owned::Null,
        Value::Integer(integer) => Owned::Integer(integer),
        Value::Real(real) => Owned::Real(real),
        Value::Text(text) => Owned::Text(text),
        Value::Blob(bytes) => Owned::Blob(bytes),
    });
    Bound::List(Rc::new(values.collect()))
}

fn bind(statement: &mut CachedStatement<'_>, params: &[Bound], sql: &str) -> Result<(), Error> {
    let expected = statement.parameter_count();
    if expected != params.len() {
        return Err(wrong_count(expected, params.len(), sql));
    }
    for (index, param) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, param).map_err(|error| error::running(error, sql))?;
    }
    Ok(())
}

/// SQLite would take `NULL` for a parameter that is not bound.
#[cold]
fn wrong_count(expected: usize, given: usize, sql: &str) -> Error {
    let message = format!("the statement has {expected} parameters and {given} values: write a value as `{{value}}`");
    Error::refused(message).with_sql(sql)
}

#[cfg(test)]
mod tests;
