//! A copy of the database before something is lost: <https://sqlite.org/backup.html>.

use std::fs::{self, OpenOptions};
use std::path::Path;

use orm_core::error::{Error, Verdict};
use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};

/// How many pages are copied at once.
const PAGES: i32 = 1000;

/// Copies what the connection sees. The file is new, and nobody else may read it.
pub(super) fn make(connection: &Connection, path: &Path) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|error| failed(path, &error.to_string()))?;
    copy(connection, path).inspect_err(|_| {
        // Half a copy is none. Where it cannot be removed, the error of the copy says more.
        let _ = fs::remove_file(path);
    })
}

fn copy(connection: &Connection, path: &Path) -> Result<(), Error> {
    let run = || {
        let mut target = Connection::open(path)?;
        let backup = Backup::new(connection, &mut target)?;
        while backup.step(PAGES)? == StepResult::More {}
        drop(backup);
        target.close().map_err(|(_, error)| error)
    };
    run().map_err(|error| failed(path, &error.to_string()))
}

fn failed(path: &Path, reason: &str) -> Error {
    let message = format!("no backup was made at `{}`, and nothing was migrated: {reason}", path.display());
    Error::migration(Verdict::Failed, "backup", message)
}
