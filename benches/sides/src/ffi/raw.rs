//! A statement by handle. The only file here that has unsafe code: without it there is no floor to measure.
#![expect(unsafe_code, reason = "the raw calls are what is measured")]

use std::ffi::c_int;
use std::marker::PhantomData;
use std::ptr::{self, NonNull};
use std::rc::Rc;
use std::{slice, str};

use libsqlite3_sys as sqlite;
use rusqlite::Connection;

/// A prepared statement and what keeps its connection open.
pub(super) struct Statement {
    handle: NonNull<sqlite::sqlite3_stmt>,
    _connection: Rc<Connection>,
}

/// A parameter.
pub(super) enum Bind<'v> {
    Null,
    Integer(i64),
    Text(&'v str),
}

impl<'v> Bind<'v> {
    pub(super) fn optional(text: Option<&'v str>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}

/// The row that a statement stands on. Its values live until the next step.
pub(super) struct Row<'s> {
    handle: NonNull<sqlite::sqlite3_stmt>,
    statement: PhantomData<&'s Statement>,
}

fn length(bytes: &[u8]) -> c_int {
    c_int::try_from(bytes.len()).expect("the texts are short")
}

impl Statement {
    pub(super) fn prepare(connection: &Rc<Connection>, sql: &str) -> Self {
        let mut handle = ptr::null_mut();
        // SAFETY: the connection is open, and the text is as long as it is said to be.
        let code = unsafe {
            let bytes = sql.as_bytes();
            let text = bytes.as_ptr().cast();
            sqlite::sqlite3_prepare_v2(connection.handle(), text, length(bytes), &raw mut handle, ptr::null_mut())
        };
        assert_eq!(code, sqlite::SQLITE_OK, "{sql}");
        Self { handle: NonNull::new(handle).expect("a statement was prepared"), _connection: connection.clone() }
    }

    /// Binds the parameters, steps to the end and resets.
    pub(super) fn each(&mut self, binds: &[Bind<'_>], mut each: impl FnMut(&Row<'_>)) {
        let handle = self.handle.as_ptr();
        for (index, bind) in (1..).zip(binds) {
            // SAFETY: the statement is reset. A text is borrowed until this function ends, and is bound anew before the
            // next step after it.
            let code = unsafe {
                match *bind {
                    Bind::Null => sqlite::sqlite3_bind_null(handle, index),
                    Bind::Integer(integer) => sqlite::sqlite3_bind_int64(handle, index, integer),
                    Bind::Text(text) => {
                        let (start, length) = (text.as_ptr().cast(), length(text.as_bytes()));
                        sqlite::sqlite3_bind_text(handle, index, start, length, sqlite::SQLITE_STATIC())
                    }
                }
            };
            assert_eq!(code, sqlite::SQLITE_OK);
        }
        loop {
            // SAFETY: the handle is of a statement, and a row is used only until the next step.
            match unsafe { sqlite::sqlite3_step(handle) } {
                sqlite::SQLITE_ROW => each(&Row { handle: self.handle, statement: PhantomData }),
                sqlite::SQLITE_DONE => break,
                code => panic!("the step ended with {code}"),
            }
        }
        // SAFETY: the same.
        unsafe { sqlite::sqlite3_reset(handle) };
    }
}

impl Drop for Statement {
    fn drop(&mut self) {
        // SAFETY: it is finalized once, and its connection is open.
        unsafe { sqlite::sqlite3_finalize(self.handle.as_ptr()) };
    }
}

impl Row<'_> {
    pub(super) fn is_null(&self, column: c_int) -> bool {
        // SAFETY: the statement stands on a row.
        unsafe { sqlite::sqlite3_column_type(self.handle.as_ptr(), column) == sqlite::SQLITE_NULL }
    }

    pub(super) fn integer(&self, column: c_int) -> i64 {
        // SAFETY: the same.
        unsafe { sqlite::sqlite3_column_int64(self.handle.as_ptr(), column) }
    }

    pub(super) fn real(&self, column: c_int) -> f64 {
        // SAFETY: the same.
        unsafe { sqlite::sqlite3_column_double(self.handle.as_ptr(), column) }
    }

    pub(super) fn text(&self, column: c_int) -> &str {
        // SAFETY: the bytes live until the next step, and `each` lends the row for no longer. They are UTF-8, or it panics.
        let bytes = unsafe {
            let start = sqlite::sqlite3_column_text(self.handle.as_ptr(), column);
            bytes(start, sqlite::sqlite3_column_bytes(self.handle.as_ptr(), column))
        };
        str::from_utf8(bytes).expect("the script stores UTF-8")
    }

    pub(super) fn blob(&self, column: c_int) -> &[u8] {
        // SAFETY: the same.
        unsafe {
            let start = sqlite::sqlite3_column_blob(self.handle.as_ptr(), column);
            bytes(start.cast(), sqlite::sqlite3_column_bytes(self.handle.as_ptr(), column))
        }
    }
}

/// The bytes at a place, which is null if there are none.
unsafe fn bytes<'r>(start: *const u8, length: c_int) -> &'r [u8] {
    let length = usize::try_from(length).expect("a length is not negative");
    // SAFETY: SQLite gives so many bytes there.
    if start.is_null() { &[] } else { unsafe { slice::from_raw_parts(start, length) } }
}
