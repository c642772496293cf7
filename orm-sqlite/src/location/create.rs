//! Making a database file before SQLite does, with the permissions that it shall have.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::Path;

use orm_core::error::Error;

use super::{cannot_open, reason};
use crate::in_use;

/// Makes an empty file, which SQLite takes for an empty database, unless there is one. Whoever is first has made it.
pub(crate) fn create(path: &Path, mode: u32) -> Result<(), Error> {
    // To close a file drops this process's locks on it, so that no connection may open it in between.
    match in_use::unless_in_use(path, |path| new(path, mode)) {
        Ok(Some(()) | None) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => match path.try_exists() {
            // SQLite would follow the link, and make the file with permissions of its own.
            Ok(false) => Err(cannot_open(path, "it is a link to a file that is not there")),
            _ => Ok(()),
        },
        Err(error) => Err(cannot_open(path, &reason(&error))),
    }
}

fn new(path: &Path, mode: u32) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, mode);
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path).map(drop)
}
