//! Errors: [`Error`], and what the driver's become.

mod message;

use std::error::Error as StdError;
use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::location;

use crate::attach;
pub use orm_core::error::*;

/// The driver's error without its message, which may quote a value.
#[derive(Clone, Copy)]
struct DriverError(rusqlite::ffi::Error);

impl fmt::Display for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for DriverError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("DriverError").field(&self.0.extended_code).finish()
    }
}

impl StdError for DriverError {}

/// When the driver failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Before any value was bound: a message can only quote the program's own text.
    Preparing,
    /// A message may quote a value.
    Running,
}

/// What the driver fails with when it prepares a statement.
#[cold]
pub(crate) fn preparing(error: rusqlite::Error, sql: &str) -> Error {
    convert(error, sql, Phase::Preparing)
}

/// What the driver fails with when it binds to a statement, or runs it.
#[cold]
pub(crate) fn running(error: rusqlite::Error, sql: &str) -> Error {
    convert(error, sql, Phase::Running)
}

/// What a handle fails with after SQLite has rolled back its transaction.
#[cold]
pub(crate) fn aborted(cause: Option<&str>) -> Error {
    let mut message = "the transaction is over: SQLite has rolled it back".to_owned();
    if let Some(cause) = cause {
        message.push_str(" after this error: ");
        message.push_str(cause);
    }
    Error::engine(plain(Condition::TransactionAborted, message), None)
}

/// The error of a commit that failed, when not even its failure could be made sure.
#[cold]
pub(crate) fn unknown(error: Error) -> Error {
    let message = format!("{error}; whether the transaction is kept is known when the database is opened again");
    Error::engine(plain(Condition::CommitUnknown, message), Some(Box::new(error)))
}

/// What somebody has stopped, with SQLite's code where it was SQLite that stopped.
#[cold]
pub(crate) fn stopped(condition: Condition, message: String, extended_code: Option<i32>) -> Error {
    Error::engine(Failure { extended_code, ..plain(condition, message) }, None)
}

/// A failure of this crate's own, about opening a database.
#[cold]
pub(crate) fn opening(condition: Condition, message: String) -> Error {
    Error::engine(plain(condition, message), None)
}

/// What the driver fails with when it opens a file, with the path before it.
#[cold]
pub(crate) fn opening_driver(place: &str, error: rusqlite::Error) -> Error {
    let Some((code, message)) = parts(error) else {
        return opening(Condition::CannotOpen, format!("cannot open {place}"));
    };
    let mut failure = message::failure(code, message.as_deref(), "", Phase::Preparing);
    failure.message = format!("cannot open {place}: {}", failure.message);
    Error::engine(failure, Some(Box::new(DriverError(code))))
}

/// What the driver fails with where there is no statement.
#[cold]
pub(crate) fn driver(error: rusqlite::Error) -> Error {
    without_sql(error, "", Phase::Running)
}

/// A value of a column that is longer than SQLite takes.
#[cold]
pub(crate) fn too_big(error: rusqlite::Error, table: String, column: String) -> Error {
    let message = format!("the value for `{table}.{column}` is larger than SQLite's limit");
    let Some((code, _)) = parts(error) else { return opening(Condition::TooBig, message) };
    let mut failure = plain(Condition::TooBig, message);
    failure.extended_code = Some(code.extended_code);
    failure.table = Some(table);
    failure.columns = vec![column];
    Error::engine(failure, Some(Box::new(DriverError(code))))
}

/// A file that the system did not do something with.
#[cold]
pub(crate) fn file(what: &str, path: &Path, cause: &io::Error) -> Error {
    let condition = match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Condition::Full,
        ErrorKind::NotFound | ErrorKind::PermissionDenied => Condition::CannotOpen,
        _ => Condition::Io,
    };
    opening(condition, format!("cannot {what} `{}`: {}", path.display(), location::reason(cause)))
}

fn convert(error: rusqlite::Error, sql: &str, phase: Phase) -> Error {
    without_sql(error, sql, phase).with_sql(sql)
}

fn without_sql(error: rusqlite::Error, sql: &str, phase: Phase) -> Error {
    match error {
        rusqlite::Error::MultipleStatement => Error::refused("the text holds more than one statement"),
        error => match parts(error) {
            Some((_, Some(message))) if message == attach::DENIED => Error::refused(attach::REFUSAL),
            Some((_, Some(message))) if phase == Phase::Preparing && message::is_limit(&message) => {
                Error::limit(format!("the statement is beyond a limit of SQLite: {message}"))
            }
            Some((code, message)) => {
                let failure = message::failure(code, message.as_deref(), sql, phase);
                Error::engine(failure, Some(Box::new(DriverError(code))))
            }
            None => Error::engine(plain(Condition::Other, "the SQLite driver failed".to_owned()), None),
        },
    }
}

/// SQLite's code and message.
fn parts(error: rusqlite::Error) -> Option<(rusqlite::ffi::Error, Option<String>)> {
    match error {
        rusqlite::Error::SqliteFailure(code, message) => Some((code, message)),
        rusqlite::Error::SqlInputError { error, msg, .. } => Some((error, Some(msg))),
        _ => None,
    }
}

const fn plain(condition: Condition, message: String) -> Failure {
    Failure { condition, extended_code: None, message, table: None, columns: Vec::new(), constraint: None }
}

#[cfg(test)]
mod tests;
