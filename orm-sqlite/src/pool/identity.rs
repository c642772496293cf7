//! Whether a database is still the file that was opened, in the process that opened it.

use std::path::{Path, PathBuf};

use orm_core::error::{Condition, Error};

use crate::error;

/// The file and the process.
#[derive(Debug)]
pub(super) struct Identity {
    path: PathBuf,
    file: Option<Number>,
    process: u32,
}

/// What tells a file from another one of the same path.
type Number = (u64, u64);

impl Identity {
    /// Of a file that is there.
    pub(super) fn of(path: &Path) -> Self {
        Self { path: path.to_owned(), file: number(path), process: std::process::id() }
    }

    /// Refuses to write to a file that no path leads to any more, or that another one has taken the place of, and to use what
    /// was opened before a `fork`: <https://sqlite.org/howtocorrupt.html>, sections 1.2 and 2.6.
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.process != std::process::id() {
            let message = "the database was opened before the process was forked, and SQLite's connections cannot be \
                carried over: open it again in the child";
            return Err(error::opening(Condition::Forked, message.to_owned()));
        }
        // Where files have no numbers, nothing is known.
        if self.file.is_some() && number(&self.path) != self.file {
            let message = format!(
                "`{}` was deleted or replaced while it was open: close the database and open it again",
                self.path.display()
            );
            return Err(error::opening(Condition::FileReplaced, message));
        }
        Ok(())
    }
}

#[cfg(unix)]
fn number(path: &Path) -> Option<Number> {
    use std::os::unix::fs::MetadataExt as _;
    let metadata = std::fs::metadata(path).ok()?;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn number(_path: &Path) -> Option<Number> {
    None
}

#[cfg(test)]
mod tests {
    use super::Identity;

    #[test]
    fn r20_a_connection_of_the_parent_is_refused_in_the_child() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("test.db");
        std::fs::write(&path, "").unwrap();
        let parent = Identity::of(&path);
        parent.check().unwrap();
        // As a child would have found it.
        let child = Identity { process: parent.process + 1, ..parent };
        assert!(child.check().unwrap_err().is_forked());
    }
}
