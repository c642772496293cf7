//! Looking for commits of which nobody tells.

use std::time::{Duration, Instant};

use orm_core::error::Error;

use crate::change::signal::Signal;
use crate::database::Database;
use crate::error;

/// The shortest time between two looks.
const SHORTEST: Duration = Duration::from_millis(1);

/// When somebody looks again for commits of other processes, and what was found last.
pub(super) struct Polling {
    every: Duration,
    next: Instant,
    /// The connection that was asked, and its answer: two connections have nothing to compare.
    version: Option<(u64, i64)>,
}

impl Polling {
    pub(super) fn new(every: Duration) -> Self {
        // Without any time it would look without end.
        Self { every: every.max(SHORTEST), next: Instant::now(), version: None }
    }

    /// Looks, if it is time, and says when to look again; None is never. The look comes before the run that it lets be due, so that what is
    /// committed after it is found by the next one.
    pub(super) fn look(&mut self, db: &Database, signal: &Signal) -> Result<Option<Instant>, Error> {
        let now = Instant::now();
        if now >= self.next {
            if let Some(version) = version(db)? {
                // What came before the first look is not known.
                if self.version.replace(version) != Some(version) {
                    signal.set_due();
                }
            }
            match now.checked_add(self.every) {
                Some(next) => self.next = next,
                None => return Ok(None),
            }
        }
        Ok(Some(self.next))
    }
}

/// What changes with each commit of others. None if the connection is in use.
fn version(db: &Database) -> Result<Option<(u64, i64)>, Error> {
    const VERSION: &str = "PRAGMA data_version";
    let Some(connection) = db.pool().try_writer()? else { return Ok(None) };
    let version = connection.query_row(VERSION, [], |row| row.get(0));
    let version = version.map_err(|error| error::running(error, VERSION))?;
    Ok(connection.recorder().map(|recorder| (recorder.id(), version)))
}
