//! A database copied page by page: <https://sqlite.org/backup.html>.

use std::ffi::c_int;
use std::ops::ControlFlow;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use orm_core::error::{Condition, Error};
use rusqlite::Connection;
use rusqlite::backup::{Backup, Progress, StepResult};

use crate::cipher::{Cipher, page_size};
use crate::error;

/// How long to wait before a locked database is asked again.
const RETRY: Duration = Duration::from_millis(5);

/// After so many new beginnings the copy keeps writers out, so that it ends.
const RESTARTS: u32 = 3;

/// How a copy goes on.
pub(crate) struct Pace<'p> {
    /// How many pages are copied at once.
    pub(crate) pages: u32,
    /// How long it waits after each step.
    pub(crate) pause: Duration,
    /// How long it waits for a database that is locked.
    pub(crate) timeout: Duration,
    /// SQLite copies the pages of an encrypted database only into one with the same key.
    pub(crate) cipher: &'p Cipher,
    /// Called after each step.
    pub(crate) progress: &'p mut dyn FnMut(Progress) -> ControlFlow<()>,
}

/// Copies what `source` sees into the file `target`, which is empty.
///
/// In WAL mode it is one snapshot, and others write meanwhile. With a rollback journal they write between two steps, and the copy begins
/// anew; if that happens too often, they wait until it is done. SQLite copies nothing from a connection that is in a transaction which
/// writes.
pub(crate) fn copy(source: &Connection, target: &Path, pace: &mut Pace<'_>) -> Result<(), Error> {
    let mut target = pace.cipher.connect(target).map_err(error::driver)?;
    // Nobody else has the file, and it does not have its name yet: a journal to undo a half copy is of no use.
    target.execute_batch("PRAGMA journal_mode = OFF").map_err(error::driver)?;
    run(source, &mut target, pace)?;
    target.close().map_err(|(_, error)| error::driver(error))
}

fn run(source: &Connection, target: &mut Connection, pace: &mut Pace<'_>) -> Result<(), Error> {
    let many_states = source.is_autocommit() && journal_mode(source)? == "wal";
    let mut snapshot = if many_states { Some(hold(source)?) } else { None };
    let pages = c_int::try_from(pace.pages.max(1)).unwrap_or(c_int::MAX);
    let backup = Backup::new(source, target).map_err(error::driver)?;
    let (mut left, mut restarts) = (c_int::MAX, 0);
    let mut since = Instant::now();
    loop {
        let step = backup.step(pages).map_err(error::driver)?;
        let progress = backup.progress();
        if (pace.progress)(progress).is_break() {
            return Err(error::opening(Condition::Interrupted, "the copy was stopped".to_owned()));
        }
        match step {
            StepResult::Done => return Ok(()),
            StepResult::More => {
                since = Instant::now();
                if progress.remaining >= left {
                    restarts += 1;
                }
                left = progress.remaining;
                if restarts == RESTARTS && snapshot.is_none() && source.is_autocommit() {
                    snapshot = Some(hold(source)?);
                }
                thread::sleep(pace.pause);
            }
            _ if since.elapsed() < pace.timeout => thread::sleep(pace.pause.max(RETRY)),
            _ => {
                let message = "the database is locked: another connection held it for longer than the busy timeout";
                return Err(error::opening(Condition::Busy, message.to_owned()));
            }
        }
    }
}

/// A transaction that reads, until it is dropped: it has its snapshot as soon as it has read something.
fn hold(source: &Connection) -> Result<rusqlite::Transaction<'_>, Error> {
    let transaction = source.unchecked_transaction().map_err(error::driver)?;
    transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map_err(error::driver)?;
    Ok(transaction)
}

pub(super) fn journal_mode(connection: &Connection) -> Result<String, Error> {
    connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).map_err(error::driver)
}

/// How many bytes the pages of a database take.
pub(super) fn size(connection: &Connection) -> Result<u64, Error> {
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0)).map_err(error::driver)?;
    let page_size = page_size(connection).map_err(error::driver)?;
    Ok(u64::try_from(pages).unwrap_or(0).saturating_mul(page_size))
}
