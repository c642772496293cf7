//! A copy of the database before something is lost: <https://sqlite.org/backup.html>.

use std::fs::{self, OpenOptions};
use std::path::Path;

use orm_core::error::{Error, Verdict};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

use super::report::Progress;
use super::session::Session;

/// How many pages are copied at once.
const PAGES: i32 = 1000;

impl Session<'_> {
    /// Copies the database, of which this session has the write lock: nobody writes between the copy and what follows. The file is
    /// new, and nobody else may read it.
    pub(super) fn back_up(&self, path: &Path, progress: impl FnOnce(&Progress)) -> Result<(), Error> {
        progress(&Progress::Backup(path.display().to_string()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(|error| failed(path, &error.to_string()))?;
        // SQLite copies nothing from a connection that has the lock; another one sees what was committed. A database in memory has
        // one connection, which nobody else has meanwhile.
        let copied = self.outside_of_lock(|source| copy(source, path));
        copied.inspect_err(|_| {
            // Half a copy is none. Where it cannot be removed, the error of the copy says more.
            let _ = fs::remove_file(path);
        })
    }
}

fn copy(source: &Connection, path: &Path) -> Result<(), Error> {
    let run = || {
        let mut target = Connection::open(path)?;
        let backup = Backup::new(source, &mut target)?;
        let last = loop {
            match backup.step(PAGES)? {
                StepResult::More => {}
                last => break last,
            }
        };
        drop(backup);
        target.close().map_err(|(_, error)| error)?;
        Ok::<_, rusqlite::Error>(last)
    };
    match run() {
        Ok(StepResult::Done) => Ok(()),
        Ok(_) => Err(failed(path, "the database is locked")),
        Err(error) => Err(failed(path, &error.to_string())),
    }
}

fn failed(path: &Path, reason: &str) -> Error {
    let message = format!("no backup was made at `{}`, and nothing was migrated: {reason}", path.display());
    Error::migration(Verdict::Failed, "backup", message)
}
