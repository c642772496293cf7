//! Collating sequences of the program on a connection.

use std::cell::Cell;
use std::cmp::Ordering;
use std::panic::{AssertUnwindSafe, catch_unwind};

use orm_core::error::Error;
use rusqlite::Connection;

use crate::error;

/// SQLite's own: indexes and keys rely on them.
const BUILT_IN: [&str; 3] = ["BINARY", "NOCASE", "RTRIM"];

thread_local! {
    /// Whether a comparison panicked while a statement ran on this thread: SQLite has no way to be told.
    static PANICKED: Cell<bool> = const { Cell::new(false) };
}

/// Makes a collating sequence known to a connection.
pub(crate) fn create(
    connection: &Connection,
    name: &str,
    compare: impl Fn(&str, &str) -> Ordering + Send + 'static,
) -> Result<(), Error> {
    if name.is_empty() || name.contains('\0') {
        return Err(Error::refused("the name of a collating sequence is not empty and has no NUL"));
    }
    if BUILT_IN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(Error::refused(format!("`{name}` is SQLite's own, which indexes and keys rely on")));
    }
    let interrupt = connection.get_interrupt_handle();
    let guarded = move |left: &str, right: &str| {
        catch_unwind(AssertUnwindSafe(|| compare(left, right))).unwrap_or_else(|_panic| {
            PANICKED.set(true);
            // The statement must not go on with an order that means nothing.
            interrupt.interrupt();
            Ordering::Equal
        })
    };
    connection
        .create_collation(name, guarded)
        .map_err(|error| error::preparing(error, &format!("create collation {name}")))
}

/// Whether a comparison has panicked since this was last asked on this thread.
pub(crate) fn has_panicked() -> bool {
    PANICKED.take()
}

/// The result of a statement, unless a comparison panicked while it ran.
#[inline]
pub(crate) fn checked<T>(result: Result<T, Error>) -> Result<T, Error> {
    if has_panicked() { Err(Error::custom("a collating sequence of the program panicked")) } else { result }
}
