//! How SQLite runs a statement: <https://sqlite.org/eqp.html>.

use orm_core::error::Error;

use crate::database::Database;

/// The lines of the plan. A statement that cannot be prepared any more, because its table has gone, has none.
pub(super) fn of(db: &Database, sql: &str) -> Result<Vec<String>, Error> {
    let connection = db.checkout()?;
    let Ok(mut statement) = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")) else { return Ok(Vec::new()) };
    // Its parameters are NULL.
    let lines = statement.raw_query().mapped(|row| row.get(3)).collect::<Result<_, _>>();
    Ok(lines.unwrap_or_default())
}

/// Whether a line says that rows are looked at one after the other.
pub(super) fn scans(line: &str) -> bool {
    (line.starts_with("SCAN ") && !line.ends_with("CONSTANT ROW")) || line.contains("USING AUTOMATIC")
}
