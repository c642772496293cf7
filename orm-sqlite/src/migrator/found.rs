//! Rows that are in the way of a migration: how many, and the keys of the first.

use std::error::Error as _;

use orm_core::error::{Error, Verdict};
use orm_core::migrate::{GUARD, NEW, counted, flag_for};
use orm_core::sql::quoted;
use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::apply::Job;
use crate::{error, inspect};

/// The word for programs.
pub(super) const CODE: &str = "rows_in_the_way";

/// How many keys a guard names.
const KEYS: usize = 5;

/// What helps: a flag for another migration in its place, or rows that are mended before it.
fn advice(finding: &str) -> String {
    match flag_for(finding) {
        Some(flag) => format!("; if it was not applied anywhere, delete the migration and `generate` it with `{flag}`"),
        None => "; mend the rows, also by a migration of their own before it (`generate --custom`)".to_owned(),
    }
}

/// What a guard has found: how many rows, and the keys of the first.
pub(super) fn by_guard(connection: &Connection, job: &Job<'_>, text: &str, error: Error) -> Error {
    let Some((_, select)) = text.split_once("(\"key\")") else { return error };
    let select = select.trim().trim_end_matches(';');
    let made = "SELECT sql FROM sqlite_schema WHERE name = ?";
    let finding = connection.query_row(made, [GUARD], |row| row.get::<_, String>(0));
    let Some(finding) = finding.ok().and_then(|sql| orm_core::migrate::guard_finding(&sql)) else { return error };
    let read = || {
        let found = format!("WITH found (\"key\") AS ({select})");
        let count =
            connection.query_row(&format!("{found} SELECT count(*) FROM found"), [], |row| row.get::<_, i64>(0))?;
        let mut statement = connection
            .prepare(&format!("{found} SELECT CAST(\"key\" AS TEXT) FROM found ORDER BY \"key\" LIMIT {KEYS}"))?;
        let keys = statement.query_map([], |row| row.get::<_, Option<String>>(0))?;
        let keys: Vec<String> =
            keys.map(|key| Ok(key?.unwrap_or_else(|| "NULL".to_owned()))).collect::<Result<_, rusqlite::Error>>()?;
        Ok::<_, rusqlite::Error>((count, keys))
    };
    let (count, keys) = match read() {
        Ok(found) => found,
        Err(cause) => return error::running(cause, select),
    };
    let advice = if job.is_forward { advice(&finding) } else { String::new() };
    let message = format!("{finding}: {}{advice}", shown(count, &keys));
    Error::migration(Verdict::Decision, CODE, message).caused_by(error)
}

/// `2 rows, with the keys 1, 2`
fn shown(count: i64, keys: &[String]) -> String {
    let rows = counted(count, "row");
    if keys.is_empty() {
        return rows;
    }
    format!("{rows}, with the key{} {}", if count == 1 { "" } else { "s" }, keys.join(", "))
}

/// Several of them as one error.
pub(super) fn all(obstacles: Vec<Error>) -> Option<Error> {
    let message = obstacles.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
    let first = obstacles.into_iter().next()?;
    Some(Error::migration(Verdict::Decision, CODE, message).caused_by(first))
}

/// What a copy into a new table has found, which no guard has: a filling that is `NULL` or of another class, a check over the number of a
/// row. Each row is tried alone, to know those that are not taken. Where that cannot be said, the error stays what it is.
pub(super) fn by_copy(connection: &Connection, table: &str, text: &str, error: Error) -> Error {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<Error>());
    if cause.and_then(Error::constraint_kind).is_none() {
        return error;
    }
    match not_taken(connection, table, text) {
        Ok(Some((count, keys))) if count > 0 => {
            let why = error.to_string().replace(NEW, "");
            let message =
                format!("`{table}` has rows that are not taken as they would be ({why}): {}", shown(count, &keys));
            Error::migration(Verdict::Decision, CODE, message).caused_by(error)
        }
        _ => error,
    }
}

/// How many rows a copy does not take, and the keys of the first; nothing if rows cannot be told apart.
fn not_taken(connection: &Connection, table: &str, text: &str) -> Result<Option<(i64, Vec<String>)>, Error> {
    let schema = inspect::snapshot(connection)?;
    let Some(table) = schema.table(table) else { return Ok(None) };
    let Some(columns) = table.locator() else { return Ok(None) };
    let names = columns.iter().map(|column| quoted(column)).collect::<Vec<_>>();
    let each = format!("SELECT {} FROM {} ORDER BY {}", names.join(", "), quoted(&table.name), names.join(", "));
    let conditions = names.iter().map(|name| format!("{name} IS ?")).collect::<Vec<_>>();
    let one = format!("{} WHERE {}", text.trim().trim_end_matches(';'), conditions.join(" AND "));
    let read = || {
        let mut insert = connection.prepare(&one)?;
        let mut statement = connection.prepare(&each)?;
        let mut rows = statement.query([])?;
        let (mut count, mut keys) = (0, Vec::new());
        while let Some(row) = rows.next()? {
            let values = (0..names.len()).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>()?;
            match insert.execute(params_from_iter(&values)) {
                Ok(_) => {}
                Err(rusqlite::Error::SqliteFailure(cause, _))
                    if cause.code == rusqlite::ErrorCode::ConstraintViolation =>
                {
                    count += 1;
                    if keys.len() < KEYS {
                        keys.push(values.iter().map(written).collect::<Vec<_>>().join(", "));
                    }
                }
                Err(cause) => return Err(cause),
            }
        }
        Ok((count, keys))
    };
    read().map(Some).map_err(|error| error::running(error, &one))
}

fn written(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Integer(integer) => integer.to_string(),
        Value::Real(real) => real.to_string(),
        Value::Text(text) => text.clone(),
        Value::Blob(bytes) => counted(bytes.len() as u64, "byte"),
    }
}
