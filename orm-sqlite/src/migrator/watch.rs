//! What looks at a statement while it runs: a flag that stops it, and a count of the rows that it copies.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use orm_core::error::{Error, Verdict};
use rusqlite::hooks::Action;

use super::Settings;
use super::report::Progress;
use crate::error;
use crate::pool::Checkout;

/// How many instructions of SQLite's machine run between two looks at the flag.
const OPERATIONS: i32 = 10_000;

/// How many rows are copied between two reports.
const ROWS: u64 = 10_000;

pub(super) struct Watch {
    flag: Option<Arc<AtomicBool>>,
    copy: Arc<Mutex<Option<Copy>>>,
}

/// A copy that is going on.
struct Copy {
    /// The table that is written.
    new: String,
    table: String,
    done: u64,
    total: u64,
}

impl Watch {
    pub(super) fn install(connection: &mut Checkout<'_>, settings: &Settings) -> Result<Self, Error> {
        let watch = Self { flag: settings.interrupt.clone(), copy: Arc::default() };
        let mut hooks = || {
            if let Some(flag) = watch.flag.clone() {
                connection.driver_mut().progress_handler(OPERATIONS, Some(move || flag.load(Ordering::Relaxed)))?;
            }
            if let Some(report) = settings.progress.clone() {
                let copy = Arc::clone(&watch.copy);
                let hook = move |action: Action, _: &str, table: &str, _: i64| {
                    let mut copy = copy.lock().unwrap_or_else(PoisonError::into_inner);
                    let Some(copy) = copy.as_mut().filter(|copy| action == Action::SQLITE_INSERT && copy.new == table)
                    else {
                        return;
                    };
                    copy.done += 1;
                    if copy.done.is_multiple_of(ROWS) || copy.done == copy.total {
                        report(&Progress::Rows { table: copy.table.clone(), done: copy.done, total: copy.total });
                    }
                };
                connection.driver_mut().update_hook(Some(hook))?;
            }
            Ok(())
        };
        hooks().map_err(|error| error::running(error, "hooks"))?;
        Ok(watch)
    }

    pub(super) fn remove(connection: &mut Checkout<'_>) {
        // Only a connection that SQLite does not own fails here.
        let _ = connection.driver_mut().progress_handler(0, None::<fn() -> bool>);
        let _ = connection.driver_mut().update_hook(None::<fn(Action, &str, &str, i64)>);
    }

    /// Fails if it is to stop.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.flag.as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(Error::migration(Verdict::Failed, "interrupted", "it was interrupted, and is rolled back"));
        }
        Ok(())
    }

    pub(super) fn copying(&self, new: &str, table: &str, total: u64) {
        let copy = Copy { new: new.to_owned(), table: table.to_owned(), done: 0, total };
        *self.copy.lock().unwrap_or_else(PoisonError::into_inner) = Some(copy);
    }

    pub(super) fn copied(&self) {
        *self.copy.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}
