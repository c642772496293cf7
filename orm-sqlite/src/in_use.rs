//! Which files this process has open through SQLite.
//!
//! On Unix, closing any descriptor of a file drops all locks that the process has on it
//! (<https://sqlite.org/howtocorrupt.html>, section 2.2). Whoever wants to read a database's header with the standard
//! library must therefore know that no connection of this process has the file open.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::{fs, io};

static FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn files() -> MutexGuard<'static, Vec<PathBuf>> {
    FILES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The path by which a file is known: a new file by its folder.
fn canonical(path: &Path) -> PathBuf {
    let in_folder = || Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?));
    fs::canonicalize(path).ok().or_else(in_folder).unwrap_or_else(|| path.to_owned())
}

/// A file that a connection has open, or is about to open, until this is dropped.
#[derive(Debug)]
pub(crate) struct InUse(PathBuf);

impl InUse {
    /// Says so before the connection is opened.
    pub(crate) fn register(path: &Path) -> Self {
        let path = canonical(path);
        files().push(path.clone());
        Self(path)
    }
}

impl Drop for InUse {
    fn drop(&mut self) {
        let mut files = files();
        if let Some(at) = files.iter().position(|path| *path == self.0) {
            files.swap_remove(at);
        }
    }
}

/// Whether a connection of this process has the file open.
pub(crate) fn is_in_use(path: &Path) -> bool {
    files().contains(&canonical(path))
}

/// Runs `work` on a file that no connection of this process has open, and keeps them from opening it meanwhile; `None` if one has it.
pub(crate) fn while_closed<T>(path: &Path, work: impl FnOnce(&Path) -> T) -> Option<T> {
    let path = canonical(path);
    let files = files();
    if files.contains(&path) {
        return None;
    }
    let done = work(&path);
    drop(files);
    Some(done)
}

/// Runs `read` on a file that no connection of this process has open, and keeps them from opening it meanwhile; `None` if
/// one has it.
pub(crate) fn unless_in_use<T>(path: &Path, read: impl FnOnce(&Path) -> io::Result<T>) -> io::Result<Option<T>> {
    while_closed(path, read).transpose()
}
