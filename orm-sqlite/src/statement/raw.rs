//! A prepared statement of SQLite's, owned: the one room with `unsafe`.
//!
//! rusqlite's statements borrow their connection, clear their bindings whenever they go back to its cache, which makes SQLite
//! plan again, and read each column by four calls. Here a statement is held for the life of its connection, its bindings stay
//! until they are bound anew, and a column is read by as few calls as SQLite has for it.
//!
//! Four rules keep it sound, and every block below says which of them it stands on:
//!
//! 1. **Alive**: `pointer` comes from `sqlite3_prepare_v3` and is finalized once, by `Drop`. SQLite keeps a connection open
//!    as long as a statement of it is (`sqlite3_close` is refused), so that the pointer outlives even that.
//! 2. **One thread**: a statement is used by the thread that has its connection. It is not `Send` by itself and lies in the
//!    connection that it was prepared on; only both together go to another thread.
//! 3. **Bound memory**: what a parameter points at is in `bound`, and is dropped after the parameter points elsewhere.
//! 4. **Watched**: what SQLite's callbacks are told of a connection is its `Watched`, which lies on the heap until the driver's
//!    connection is closed, and is only shared. SQLite calls them on the thread that has the connection, and they do not unwind.
#![allow(unsafe_code, reason = "this is the room for it")]

use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem;
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::time::Duration;

use orm_core::engine::{Binding, Bindings};
use orm_core::value::{Value, ValueRef};
use rusqlite::types::{ToSql, ToSqlOutput, Value as Owned};
use rusqlite::{Connection as Driver, ffi};

use super::text;
use crate::connection::Connection;
use crate::deadline::Watched;

/// Bindings of more bytes than this do not wait for the next run: a list, or one large value.
const KEPT: usize = 1024;

/// A prepared statement.
#[derive(Debug)]
pub(super) struct RawStatement {
    pointer: NonNull<ffi::sqlite3_stmt>,
    parameters: usize,
    writes: bool,
    counts: bool,
    refused: c_int,
    bound: Bindings,
    next: Bindings,
}

/// What SQLite counts while a statement runs.
#[derive(Debug, Clone, Copy)]
pub(super) enum Counter {
    /// The rows that it stepped over because there was nothing to look them up by.
    FullScan,
    /// The rows of indexes that it made for itself.
    AutomaticIndex,
    /// How often it sorted.
    Sort,
}

// SAFETY: the driver's connection is `Send`, and the statements on it lie in it: rule 2.
unsafe impl Send for Connection {}

impl RawStatement {
    /// Prepares one statement; `kept` says whether it will run often.
    pub(super) fn prepare(driver: &Driver, sql: &str, kept: bool) -> Result<Self, rusqlite::Error> {
        let length = c_int::try_from(sql.len()).map_err(|_| failure(ffi::SQLITE_TOOBIG, None))?;
        let flags = if kept { ffi::SQLITE_PREPARE_PERSISTENT } else { 0 };
        let mut pointer = ptr::null_mut();
        let mut tail: *const c_char = ptr::null();
        // SAFETY: the driver's connection is open and this thread has it; the text has `length` bytes, and the two places
        // are written before the call returns.
        let (db, code) = unsafe {
            let db = driver.handle();
            let code = ffi::sqlite3_prepare_v3(db, sql.as_ptr().cast(), length, flags, &raw mut pointer, &raw mut tail);
            (db, code)
        };
        if code != ffi::SQLITE_OK {
            return Err(last_failure(db, code));
        }
        let Some(pointer) = NonNull::new(pointer) else {
            return Err(failure(ffi::SQLITE_MISUSE, Some("the statement is empty".to_owned())));
        };
        let mut statement = Self {
            pointer,
            parameters: 0,
            writes: false,
            counts: text::counts_changes(sql),
            refused: 0,
            bound: Bindings::new(),
            next: Bindings::new(),
        };
        // SQLite stopped behind the first statement.
        let rest = sql.get(tail.addr().wrapping_sub(sql.as_ptr().addr())..).unwrap_or_default();
        if !text::is_blank(rest) {
            return Err(rusqlite::Error::MultipleStatement);
        }
        // SAFETY: rules 1 and 2.
        unsafe {
            statement.parameters = count(ffi::sqlite3_bind_parameter_count(pointer.as_ptr()));
            statement.writes = ffi::sqlite3_stmt_readonly(pointer.as_ptr()) == 0;
        }
        Ok(statement)
    }

    /// How many columns a row has. SQLite prepares a statement anew where a table has changed, so that this may too.
    #[inline]
    pub(super) fn width(&self) -> usize {
        // SAFETY: rules 1 and 2.
        count(unsafe { ffi::sqlite3_column_count(self.pointer.as_ptr()) })
    }

    /// How many parameters it has.
    pub(super) const fn parameters(&self) -> usize {
        self.parameters
    }

    /// Whether it may write.
    pub(super) const fn writes(&self) -> bool {
        self.writes
    }

    /// The values of the next run.
    #[inline]
    pub(super) const fn values(&mut self) -> &mut Bindings {
        &mut self.next
    }

    /// Whether SQLite's counter says how many rows it changed, if it writes.
    pub(super) const fn counts(&self) -> bool {
        self.counts
    }

    /// An empty list for the values of the next run, whose memory is used again.
    #[inline]
    pub(super) fn no_values(&mut self) -> &mut Bindings {
        while self.next.pop().is_some() {}
        &mut self.next
    }

    /// Binds its [`values`](Self::values), as [`bind_given`](Self::bind_given) does.
    #[inline]
    pub(super) fn bind(&mut self) -> Result<(), rusqlite::Error> {
        // What was bound before goes when the next values come; none of it is large, or `reset` would have let it go.
        let mut next = mem::take(&mut self.next);
        let bound = self.bind_given(&mut next);
        self.next = next;
        bound
    }

    /// Binds values to the parameters, in order, and leaves those that were bound before in their place. There are as many as
    /// [`parameters`](Self::parameters), and the statement is not running. If one of them cannot be bound, all are NULL.
    #[inline]
    pub(super) fn bind_given(&mut self, values: &mut Bindings) -> Result<(), rusqlite::Error> {
        for (value, position) in values.iter_mut().zip(1..) {
            if let Err(error) = Self::bind_one(self.pointer, position, value) {
                self.unbind(position);
                return Err(error);
            }
        }
        mem::swap(&mut self.bound, values);
        Ok(())
    }

    /// Which parameter had a value that SQLite did not take, from one, after that was said.
    pub(super) const fn refused(&self) -> c_int {
        self.refused
    }

    /// Lets all values go that are bound; those that were to be go behind this.
    #[cold]
    fn unbind(&mut self, refused: c_int) {
        self.refused = refused;
        // SAFETY: rules 1 and 2; afterwards no parameter points at anything, so rule 3 lets the values go.
        unsafe { ffi::sqlite3_clear_bindings(self.pointer.as_ptr()) };
        self.bound.clear();
        self.next.clear();
    }

    #[inline]
    fn bind_one(
        statement: NonNull<ffi::sqlite3_stmt>,
        position: c_int,
        value: &mut Binding,
    ) -> Result<(), rusqlite::Error> {
        let pointer = statement.as_ptr();
        // SAFETY: rules 1 and 2; text and bytes live on the heap, where they stay when the list becomes the bound one,
        // until rule 3 lets them go. A list is counted: SQLite's destructor gives its share back.
        let code = unsafe {
            match value {
                Binding::Value(Value::Null) => ffi::sqlite3_bind_null(pointer, position),
                Binding::Value(Value::Integer(integer)) => ffi::sqlite3_bind_int64(pointer, position, *integer),
                Binding::Value(Value::Real(real)) => ffi::sqlite3_bind_double(pointer, position, *real),
                Binding::Value(Value::Text(text)) => ffi::sqlite3_bind_text64(
                    pointer,
                    position,
                    text.as_ptr().cast(),
                    text.len() as u64,
                    ffi::SQLITE_STATIC(),
                    UTF8,
                ),
                // A null pointer would be NULL, and the pointer of an empty slice is never null.
                Binding::Value(Value::Blob(bytes)) => ffi::sqlite3_bind_blob64(
                    pointer,
                    position,
                    bytes.as_ptr().cast(),
                    bytes.len() as u64,
                    ffi::SQLITE_STATIC(),
                ),
                Binding::List(list) => match array(mem::take(list)).to_sql()? {
                    ToSqlOutput::Pointer((list, name, destructor)) => {
                        ffi::sqlite3_bind_pointer(pointer, position, list.cast_mut(), name.as_ptr(), destructor)
                    }
                    _ => ffi::SQLITE_MISUSE,
                },
            }
        };
        if code == ffi::SQLITE_OK { Ok(()) } else { Err(statement_failure(statement, code)) }
    }

    /// What its parameters point at.
    pub(super) const fn bound(&self) -> &Bindings {
        &self.bound
    }

    /// One of SQLite's counters of its runs, which counts from zero again: <https://sqlite.org/c3ref/stmt_status.html>.
    #[cold]
    pub(super) fn take_counter(&mut self, counter: Counter) -> u64 {
        let counter = match counter {
            Counter::FullScan => ffi::SQLITE_STMTSTATUS_FULLSCAN_STEP,
            Counter::AutomaticIndex => ffi::SQLITE_STMTSTATUS_AUTOINDEX,
            Counter::Sort => ffi::SQLITE_STMTSTATUS_SORT,
        };
        // SAFETY: rules 1 and 2.
        u64::try_from(unsafe { ffi::sqlite3_stmt_status(self.pointer.as_ptr(), counter, 1) }).unwrap_or(0)
    }

    /// Goes to the next row, if there is one.
    #[inline]
    pub(super) fn step(&mut self) -> Result<bool, rusqlite::Error> {
        // SAFETY: rules 1, 2 and 3.
        match unsafe { ffi::sqlite3_step(self.pointer.as_ptr()) } {
            ffi::SQLITE_ROW => Ok(true),
            ffi::SQLITE_DONE => Ok(false),
            code => Err(statement_failure(self.pointer, code)),
        }
    }

    /// Ends a run. An error of the run has been reported by `step`, and SQLite gives it again here.
    #[inline]
    pub(super) fn reset(&mut self) {
        // SAFETY: rules 1 and 2.
        unsafe { ffi::sqlite3_reset(self.pointer.as_ptr()) };
        if self.bound.iter().any(is_large) {
            self.release();
        }
    }

    /// Gives the memory of large bindings back.
    #[cold]
    fn release(&mut self) {
        for (index, value) in self.bound.iter_mut().enumerate().filter(|(_, value)| is_large(value)) {
            let position = c_int::try_from(index + 1).unwrap_or(0);
            // SAFETY: rules 1 and 2; afterwards the parameter points at nothing, so rule 3 lets the value go.
            unsafe { ffi::sqlite3_bind_null(self.pointer.as_ptr(), position) };
            *value = Binding::Value(Value::Null);
        }
    }

    /// The value in a column of the row, as SQLite has it: NULL where there is no such column. It lives until the next step or
    /// reset.
    #[inline]
    fn column(&self, index: usize) -> *mut ffi::sqlite3_value {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_possible_wrap,
            reason = "SQLite has 32,767 columns at most"
        )]
        let index = index as c_int;
        // SAFETY: rules 1 and 2.
        unsafe { ffi::sqlite3_column_value(self.pointer.as_ptr(), index) }
    }

    /// The value in a column of the row on which the statement stands. A value that SQLite has no memory to show is `None`.
    ///
    /// SQLite calls `sqlite3_column_value` unprotected: its value must not be used by two threads, which rule 2 promises.
    #[inline]
    pub(super) fn value(&self, index: usize) -> Option<ValueRef<'_>> {
        // SAFETY: rules 1 and 2. Text and bytes stay until the next step or reset, both of
        // which take the statement mutably, and the value's own class is asked for, so that SQLite converts nothing.
        unsafe {
            let value = self.column(index);
            Some(match ffi::sqlite3_value_type(value) {
                ffi::SQLITE_INTEGER => ValueRef::Integer(ffi::sqlite3_value_int64(value)),
                ffi::SQLITE_TEXT => {
                    let start = ffi::sqlite3_value_text(value);
                    ValueRef::Text(bytes(start, ffi::sqlite3_value_bytes(value))?)
                }
                ffi::SQLITE_FLOAT => ValueRef::Real(ffi::sqlite3_value_double(value)),
                ffi::SQLITE_BLOB => {
                    let start = ffi::sqlite3_value_blob(value).cast();
                    let length = ffi::sqlite3_value_bytes(value);
                    ValueRef::Blob(if length == 0 { &[] } else { bytes(start, length)? })
                }
                _ => ValueRef::Null,
            })
        }
    }

    /// Whether the value in a column is NULL.
    #[inline]
    pub(super) fn is_null(&self, index: usize) -> bool {
        // SAFETY: as `value`.
        unsafe { ffi::sqlite3_value_type(self.column(index)) == ffi::SQLITE_NULL }
    }

    /// The value in a column, if it is an INTEGER.
    #[inline]
    pub(super) fn integer(&self, index: usize) -> Option<i64> {
        // SAFETY: as `value`.
        unsafe {
            let value = self.column(index);
            (ffi::sqlite3_value_type(value) == ffi::SQLITE_INTEGER).then(|| ffi::sqlite3_value_int64(value))
        }
    }

    /// The value in a column, if it is a REAL.
    #[inline]
    pub(super) fn real(&self, index: usize) -> Option<f64> {
        // SAFETY: as `value`.
        unsafe {
            let value = self.column(index);
            (ffi::sqlite3_value_type(value) == ffi::SQLITE_FLOAT).then(|| ffi::sqlite3_value_double(value))
        }
    }

    /// The value in a column, if it is TEXT in UTF-8.
    #[inline]
    pub(super) fn text(&self, index: usize) -> Option<&str> {
        // SAFETY: as `value`. What is ASCII is UTF-8, and most text is; it is asked first because that is quicker.
        unsafe {
            let value = self.column(index);
            if ffi::sqlite3_value_type(value) != ffi::SQLITE_TEXT {
                return None;
            }
            let start = ffi::sqlite3_value_text(value);
            let text = bytes(start, ffi::sqlite3_value_bytes(value))?;
            if text.is_ascii() { Some(str::from_utf8_unchecked(text)) } else { str::from_utf8(text).ok() }
        }
    }

    /// What SQLite fails with when it has no memory.
    #[cold]
    pub(super) fn out_of_memory() -> rusqlite::Error {
        failure(ffi::SQLITE_NOMEM, None)
    }
}

impl Drop for RawStatement {
    fn drop(&mut self) {
        // SAFETY: rule 1. `bound` is dropped behind it.
        unsafe { ffi::sqlite3_finalize(self.pointer.as_ptr()) };
    }
}

/// Lets SQLite ask the connection's `Watched` every so many steps of its machine, and while another holds a lock.
pub(crate) fn watch(connection: &Connection, steps: c_int) {
    let watched = Rc::as_ptr(connection.watched()).cast_mut().cast();
    // SAFETY: rules 2 and 4.
    unsafe {
        let db = connection.handle();
        ffi::sqlite3_progress_handler(db, steps, Some(on_step), watched);
        ffi::sqlite3_busy_handler(db, Some(on_busy), watched);
    }
}

/// Lets SQLite ask nobody, and wait for locks by itself.
pub(crate) fn unwatch(connection: &Connection, busy_timeout: Duration) {
    let milliseconds = c_int::try_from(busy_timeout.as_millis()).unwrap_or(c_int::MAX);
    // SAFETY: rule 2.
    unsafe {
        let db = connection.handle();
        ffi::sqlite3_progress_handler(db, 0, None, ptr::null_mut());
        ffi::sqlite3_busy_timeout(db, milliseconds);
    }
}

extern "C" fn on_step(watched: *mut c_void) -> c_int {
    // SAFETY: rule 4.
    let watched = unsafe { &*watched.cast::<Watched>() };
    c_int::from(watched.stops())
}

extern "C" fn on_busy(watched: *mut c_void, asked: c_int) -> c_int {
    // SAFETY: rule 4.
    let watched = unsafe { &*watched.cast::<Watched>() };
    c_int::from(watched.waits(count(asked)))
}

#[expect(clippy::cast_possible_truncation, reason = "1")]
const UTF8: u8 = ffi::SQLITE_UTF8 as u8;

/// # Safety
///
/// `start` is null, or the first of `length` bytes that live as long as `'a`.
#[inline]
unsafe fn bytes<'a>(start: *const u8, length: c_int) -> Option<&'a [u8]> {
    if start.is_null() {
        return None;
    }
    #[expect(clippy::cast_sign_loss, reason = "SQLite counts no bytes below zero")]
    let length = length as usize;
    // SAFETY: the caller's promise.
    Some(unsafe { std::slice::from_raw_parts(start, length) })
}

fn count(number: c_int) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn is_large(value: &Binding) -> bool {
    match value {
        Binding::Value(Value::Text(text)) => text.len() > KEPT,
        Binding::Value(Value::Blob(bytes)) => bytes.len() > KEPT,
        Binding::Value(_) => false,
        Binding::List(_) => true,
    }
}

/// A list as `rarray` takes it.
fn array(values: Vec<Value>) -> Rc<Vec<Owned>> {
    let values = values.into_iter().map(|value| match value {
        Value::Null => Owned::Null,
        Value::Integer(integer) => Owned::Integer(integer),
        Value::Real(real) => Owned::Real(real),
        Value::Text(text) => Owned::Text(text),
        Value::Blob(bytes) => Owned::Blob(bytes),
    });
    Rc::new(values.collect())
}

fn failure(code: c_int, message: Option<String>) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(code), message)
}

/// What the connection of a statement says of its last failure.
#[cold]
fn statement_failure(statement: NonNull<ffi::sqlite3_stmt>, code: c_int) -> rusqlite::Error {
    // SAFETY: rules 1 and 2.
    last_failure(unsafe { ffi::sqlite3_db_handle(statement.as_ptr()) }, code)
}

/// What the connection says of its last failure.
#[cold]
fn last_failure(db: *mut ffi::sqlite3, code: c_int) -> rusqlite::Error {
    // SAFETY: the connection is open, and its message stays until the next call on it, which comes after the copy.
    let message = unsafe {
        let message = ffi::sqlite3_errmsg(db);
        (!message.is_null()).then(|| CStr::from_ptr(message).to_string_lossy().into_owned())
    };
    failure(code, message)
}
