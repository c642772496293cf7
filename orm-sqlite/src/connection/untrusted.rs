//! A file that may come from somebody who wants harm: the advice of <https://sqlite.org/security.html>.

use orm_core::error::Condition;
use rusqlite::Connection as Driver;
use rusqlite::config::DbConfig;
use rusqlite::limits::Limit;

use super::open::{Failed, config, limit, pragma};
use crate::error;

/// The limits of that page, and the two that are wider because queries of the library need it. They are for what stands in the
/// file, and the statements are the program's own.
const LIMITS: [(Limit, &str, i32); 10] = [
    (Limit::SQLITE_LIMIT_LENGTH, "length", 1_000_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, "sql_length", 100_000),
    (Limit::SQLITE_LIMIT_COLUMN, "column", 100),
    // 10 there: a filter of conditions of which each has an `IN` and a function is deeper.
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, "expr_depth", 100),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, "compound_select", 3),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, "function_arg", 8),
    (Limit::SQLITE_LIMIT_ATTACHED, "attached", 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, "like_pattern_length", 50),
    // 10 there: each value of a filter is one.
    (Limit::SQLITE_LIMIT_VARIABLE_NUMBER, "variable_number", 250),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, "trigger_depth", 10),
];

/// The longest program that a statement is compiled to.
const PROGRAM: i32 = 25_000;

/// Sets what must be set before the schema is read.
pub(super) fn configure(connection: &Driver) -> Result<(), Failed> {
    for (number, name, value) in LIMITS {
        limit(connection, number, name, value)?;
    }
    config(connection, DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, "enable_view", false)?;
    config(connection, DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, "enable_trigger", false)?;
    config(connection, DbConfig::SQLITE_DBCONFIG_DEFENSIVE, "defensive", true)?;
    config(connection, DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, "trusted_schema", false)?;
    Ok(())
}

/// Reads the whole file before anything else does, and refuses it if it is damaged.
pub(super) fn check(connection: &Driver) -> Result<(), Failed> {
    configure(connection)?;
    // Both are asked by the check itself.
    pragma(connection, "cell_size_check", 1, 1)?;
    connection.execute_batch("PRAGMA mmap_size = 0")?;
    let found: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if found != "ok" {
        // What SQLite says of the damage may quote the file.
        let message = "the database file is damaged: `PRAGMA quick_check` has found something".to_owned();
        return Err(Failed::Ours(error::opening(Condition::Corrupt, message)));
    }
    // Only now: the check is one program over all tables, and grows with them.
    limit(connection, Limit::SQLITE_LIMIT_VDBE_OP, "vdbe_op", PROGRAM)
}
