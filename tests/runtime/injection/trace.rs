//! What a statement is to SQLite: its program, what it asks to be allowed, and whether it only reads.

use std::cell::RefCell;
use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use rusqlite::hooks::{AuthContext, Authorization};

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Trace {
    program: Vec<String>,
    actions: Vec<String>,
    read_only: bool,
}

impl Trace {
    /// Of a text, which SQLite prepares and does not run.
    pub(super) fn of(raw: &RefCell<Connection>, text: &str) -> Self {
        let actions = Arc::<Mutex<Vec<String>>>::default();
        let seen = Arc::clone(&actions);
        let hook = move |context: AuthContext<'_>| {
            seen.lock().unwrap().push(format!("{context:?}"));
            Authorization::Allow
        };
        let mut raw = raw.borrow_mut();
        raw.authorizer(Some(hook)).unwrap();
        let read_only = raw.prepare(text).unwrap_or_else(|error| panic!("{text}: {error}")).readonly();
        raw.authorizer(None::<fn(AuthContext<'_>) -> Authorization>).unwrap();
        let mut explained = raw.prepare(&format!("EXPLAIN {text}")).unwrap();
        let mut rows = explained.raw_query();
        let mut program = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            let columns = (1..7).map(|at| format!("{:?}", row.get_ref(at).unwrap()));
            program.push(columns.collect::<Vec<_>>().join(" "));
        }
        let actions = std::mem::take(&mut *actions.lock().unwrap());
        assert!(!program.is_empty() && !actions.is_empty(), "{text}");
        Self { program, actions, read_only }
    }
}
