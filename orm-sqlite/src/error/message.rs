//! From SQLite's code and message to ours.
//!
//! The condition comes from the code. SQLite's message is read for the names in it, and shown as it stands only where it
//! cannot hold a value: while a statement is prepared, and in the cases listed in [`while_running`].

use orm_core::error::{Condition, ConstraintKind, Failure};
use rusqlite::ffi;

use super::{Phase, plain};

/// The low byte of an extended code is the primary one: <https://sqlite.org/rescode.html>.
const PRIMARY: i32 = 0xff;

pub(super) fn failure(code: ffi::Error, message: Option<&str>, sql: &str, phase: Phase) -> Failure {
    let code = code.extended_code;
    let message = message.unwrap_or_default();
    let mut failure = match code & PRIMARY {
        ffi::SQLITE_CONSTRAINT => constraint(code, message),
        ffi::SQLITE_MISMATCH => {
            let text = "a value that is no INTEGER cannot be stored in an INTEGER PRIMARY KEY";
            plain(Condition::Constraint(ConstraintKind::DataType), text.to_owned())
        }
        _ => other(code, message, sql, phase),
    };
    failure.extended_code = Some(code);
    failure
}

fn constraint(code: i32, message: &str) -> Failure {
    let after = |prefix: &str| message.strip_prefix(prefix);
    match code {
        ffi::SQLITE_CONSTRAINT_UNIQUE => columns(ConstraintKind::Unique, after("UNIQUE constraint failed: ")),
        ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            columns(ConstraintKind::PrimaryKey, after("UNIQUE constraint failed: "))
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => columns(ConstraintKind::NotNull, after("NOT NULL constraint failed: ")),
        ffi::SQLITE_CONSTRAINT_CHECK => check(after("CHECK constraint failed: ")),
        ffi::SQLITE_CONSTRAINT_DATATYPE => data_type(message),
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => {
            broken(ConstraintKind::ForeignKey, "FOREIGN KEY constraint failed".to_owned())
        }
        // The message of a `RAISE` is written in the trigger.
        ffi::SQLITE_CONSTRAINT_TRIGGER => broken(ConstraintKind::Other, message.to_owned()),
        // The message of an R*Tree has names alone: `rooms_rtree.(min_x<=max_x)`.
        _ if message.starts_with("rtree constraint failed: ") => broken(ConstraintKind::Other, message.to_owned()),
        _ => broken(ConstraintKind::Other, "a constraint failed".to_owned()),
    }
}

const fn broken(kind: ConstraintKind, message: String) -> Failure {
    plain(Condition::Constraint(kind), message)
}

/// `users.email, users.name`, or `index 'users_lower_email'`.
fn columns(kind: ConstraintKind, list: Option<&str>) -> Failure {
    let mut failure = broken(kind, format!("{kind} constraint failed"));
    let Some(list) = list else { return failure };
    if let Some(name) = list.strip_prefix("index '").and_then(|name| name.strip_suffix('\'')) {
        let name = name.replace("''", "'");
        failure.message = format!("{kind} constraint failed on the index `{name}`");
        failure.constraint = Some(name);
    } else if let Some((table, columns)) = table_and_columns(list) {
        let places: Vec<String> = columns.iter().map(|column| format!("`{table}.{column}`")).collect();
        failure.message = format!("{kind} constraint failed on {}", places.join(", "));
        failure.table = Some(table);
        failure.columns = columns;
    }
    failure
}

/// The table before the first column's dot stands before each of the columns.
fn table_and_columns(list: &str) -> Option<(String, Vec<String>)> {
    let (table, _) = list.split_once('.')?;
    let prefix = &list[..=table.len()];
    let columns: Option<Vec<String>> =
        list.split(", ").map(|place| place.strip_prefix(prefix).map(str::to_owned)).collect();
    Some((table.to_owned(), columns?))
}

/// A name, or the text of a check without one.
fn check(name: Option<&str>) -> Failure {
    let mut failure = broken(ConstraintKind::Check, "CHECK constraint failed".to_owned());
    if let Some(name) = name {
        failure.message = format!("CHECK constraint failed: `{name}`");
        failure.constraint = Some(name.to_owned());
        if let Some((table, columns)) = box_of(name) {
            failure.table = Some(table);
            failure.columns = columns;
        }
    }
    failure
}

/// The checks of a spatial index are named after what they ask: `rooms.left <= rooms.right`, `rooms.left has 32 bits`.
fn box_of(name: &str) -> Option<(String, Vec<String>)> {
    let of_one = [" has 32 bits", " is a number", " is an integer"].iter().find_map(|end| name.strip_suffix(end));
    match of_one {
        Some(place) => table_and_columns(place),
        None => table_and_columns(&name.replacen(" <= ", ", ", 1)).filter(|(_, columns)| columns.len() == 2),
    }
}

/// `cannot store TEXT value in INTEGER column users.age`.
fn data_type(message: &str) -> Failure {
    let mut failure = broken(ConstraintKind::DataType, "a value does not fit the type of its column".to_owned());
    let parts = message
        .strip_prefix("cannot store ")
        .and_then(|rest| rest.split_once(" value in "))
        .and_then(|(value, rest)| Some((value, rest.split_once(" column ")?)));
    if let Some((value, (declared, place))) = parts {
        failure.message = format!("a value of type {value} cannot be stored in the {declared} column `{place}`");
        if let Some((table, column)) = place.split_once('.') {
            failure.table = Some(table.to_owned());
            failure.columns = vec![column.to_owned()];
        }
    }
    failure
}

fn other(code: i32, message: &str, sql: &str, phase: Phase) -> Failure {
    let known = match code & PRIMARY {
        ffi::SQLITE_BUSY if code == ffi::SQLITE_BUSY_SNAPSHOT => (
            Condition::BusySnapshot,
            "another connection has written since this transaction began to read: run the transaction again",
        ),
        ffi::SQLITE_BUSY | ffi::SQLITE_PROTOCOL => {
            (Condition::Busy, "the database is locked: another connection held it for longer than the busy timeout")
        }
        ffi::SQLITE_LOCKED => (Condition::Busy, "a table is locked: a statement of this connection still reads it"),
        ffi::SQLITE_READONLY => (Condition::ReadOnly, "the database or the transaction is read-only"),
        ffi::SQLITE_CANTOPEN => (Condition::CannotOpen, "a file cannot be opened"),
        ffi::SQLITE_NOTADB => (Condition::NotADatabase, "the file is not a SQLite database"),
        ffi::SQLITE_CORRUPT => (Condition::Corrupt, "the database file is damaged"),
        ffi::SQLITE_FULL => (Condition::Full, "the database or the disk is full"),
        ffi::SQLITE_IOERR => (Condition::Io, "reading or writing the database file failed"),
        ffi::SQLITE_INTERRUPT => (Condition::Interrupted, "the statement was interrupted"),
        ffi::SQLITE_TOOBIG => (Condition::TooBig, "a text, a blob or a row is larger than SQLite's limit"),
        ffi::SQLITE_ABORT if code == ffi::SQLITE_ABORT_ROLLBACK => {
            (Condition::TransactionAborted, "the transaction was rolled back while the statement ran")
        }
        ffi::SQLITE_NOMEM => (Condition::OutOfMemory, "SQLite is out of memory"),
        _ if message == OVERFLOW => (Condition::Overflow, OVERFLOW),
        _ if phase == Phase::Preparing => return plain(Condition::Other, with_remedy(message)),
        _ => {
            let message = while_running(message, sql);
            let condition = if message == MALFORMED_MATCH { Condition::InvalidSearch } else { Condition::Other };
            return plain(condition, message);
        }
    };
    plain(known.0, known.1.to_owned())
}

/// How the messages begin by which SQLite refuses to prepare a statement that is beyond one of its limits:
/// <https://sqlite.org/limits.html>.
const LIMITS: [&str; 6] = [
    "too many ",
    "Expression tree is too large",
    "at most ",
    "variable number must be between ",
    "Recursion limit",
    "parser stack overflow",
];

/// Whether a message that came while a statement was prepared is about a limit.
pub(super) fn is_limit(message: &str) -> bool {
    LIMITS.iter().any(|start| message.starts_with(start))
}

const OVERFLOW: &str = "integer overflow";

/// What is missing on the connection, and how it gets there.
const MISSING: [(&str, &str); 4] = [
    ("no such module: rtree", NO_RTREE),
    ("no such function: vector_", "`Database::enable_vectors` registers it"),
    ("no such function: ", "`Database::create_function` and `create_aggregate` register those of the program"),
    ("no such collation sequence: ", "`Database::create_collation` registers one of the program"),
];

const NO_RTREE: &str = "this SQLite is built without R*Trees (SQLITE_ENABLE_RTREE), which spatial indexes need";

fn with_remedy(message: &str) -> String {
    match MISSING.iter().find(|(start, _)| message.starts_with(start)) {
        Some((_, remedy)) => format!("{message}; {remedy}"),
        None => message.to_owned(),
    }
}

/// Messages that are the same whatever the values are.
const WITHOUT_VALUES: [&str; 6] = [
    "not authorized",
    "malformed JSON",
    "JSON cannot hold BLOB values",
    "abort due to ROLLBACK",
    "too many levels of trigger recursion",
    "LIKE or GLOB pattern too complex",
];

/// Messages that name something, which is shown if the statement's own text names it too.
const WITH_A_NAME: [&str; 6] = [
    "no such module: ",
    "no such table: ",
    "no such column: ",
    "no such function: ",
    "no such index: ",
    "no such view: ",
];

/// What may stand behind such a name.
const ADVICE: &str = " - should this be a string literal in single-quotes?";

/// Messages that quote a value, and what stands for them.
const WITH_A_VALUE: [(&str, &str); 8] = [
    ("fts5: ", MALFORMED_MATCH),
    ("fts5 expression tree is too large", MALFORMED_MATCH),
    ("malformed MATCH expression", MALFORMED_MATCH),
    ("unterminated string", MALFORMED_MATCH),
    ("unknown special query", MALFORMED_MATCH),
    ("no such column: ", MALFORMED_MATCH),
    ("bad JSON path", "a JSON path is malformed"),
    ("JSON path error", "a JSON path is malformed"),
];

const MALFORMED_MATCH: &str = "a full-text query is malformed";

fn while_running(message: &str, sql: &str) -> String {
    // The message of a function of the program is its own.
    if WITHOUT_VALUES.contains(&message) || message.starts_with(crate::function::PREFIX) {
        return message.to_owned();
    }
    // SQLite's advice about a name in double quotes, which is no text here.
    let message = message.strip_suffix(ADVICE).unwrap_or(message);
    let named = WITH_A_NAME.iter().find_map(|prefix| message.strip_prefix(prefix));
    // A statement has its names in quotes, and the message has not.
    if named.is_some_and(|name| sql.contains(name) || sql.replace('"', "").contains(name)) {
        return with_remedy(message);
    }
    let quoting = WITH_A_VALUE.iter().find(|(prefix, _)| message.starts_with(prefix));
    let instead = quoting
        .map_or("the statement failed; SQLite's message is left out, because it may quote a value", |(_, text)| text);
    instead.to_owned()
}
