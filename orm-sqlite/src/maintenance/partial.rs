//! A file that is written beside its place, and put there when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::{AtomicU64, Ordering};

use orm_core::error::{Condition, Error};

use crate::error;
use crate::location::{self, Location, beside};

/// What SQLite has beside a database.
pub(super) const BESIDE: [&str; 3] = ["-wal", "-shm", "-journal"];

/// A file that is not in its place yet. It is removed when this is dropped.
///
/// A program that is killed leaves it, under a name with `.partial-` in it.
#[derive(Debug)]
pub(crate) struct Partial {
    path: PathBuf,
    target: PathBuf,
}

impl Partial {
    /// Makes an empty file beside `target`, whose path is one of [`place`]. A private one is read by its owner only; another has the mode
    /// that the system gives to new files.
    pub(crate) fn create(target: PathBuf, private: bool) -> Result<Self, Error> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = private;
        loop {
            let path = beside(&target, &format!(".partial-{}-{}", process::id(), NEXT.fetch_add(1, Ordering::Relaxed)));
            match options.open(&path) {
                Ok(_) => return Ok(Self { path, target }),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error::file("make", &path, &error)),
            }
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn target(&self) -> &Path {
        &self.target
    }

    /// Puts the file in its place, where there is none. SQLite has closed it.
    pub(crate) fn place(self) -> Result<(), Error> {
        self.sync()?;
        refuse_existing(&self.target)?;
        // A link is made only if the name is free, which a renaming does not ask.
        match fs::hard_link(&self.path, &self.target) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return Err(exists(&self.target)),
            // Not every file system has links.
            Err(_) => self.rename().map_err(|error| error::file("make", &self.target, &error))?,
        }
        sync_folder(&self.target)
    }

    /// Puts the file in the place of another. Nothing is left beside the old one that SQLite would read with the new.
    pub(super) fn rename(&self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)
    }

    /// Waits until the disk has the file. No connection has it open: see [`in_use`](crate::in_use).
    pub(super) fn sync(&self) -> Result<(), Error> {
        // Windows flushes only what is open for writing.
        let file = OpenOptions::new().read(true).write(true).open(&self.path);
        file.and_then(|file| file.sync_all()).map_err(|error| error::file("write", &self.path, &error))
    }
}

impl Drop for Partial {
    fn drop(&mut self) {
        // What is not there any more is in its place. Where a file cannot be removed, the error of the copy says more.
        let _ = fs::remove_file(&self.path);
        for suffix in BESIDE {
            let _ = fs::remove_file(beside(&self.path, suffix));
        }
    }
}

/// Where a file is to be: absolute, in a folder that is there, and the file itself where the path is a link.
pub(crate) fn place(path: &Path) -> Result<PathBuf, Error> {
    let cannot = |reason: &str| {
        let message = format!("cannot write to `{}`: {reason}", path.display());
        error::opening(Condition::CannotOpen, message)
    };
    let Location::File(absolute) = Location::new(path)? else { return Err(cannot("a database in memory is no file")) };
    match fs::canonicalize(&absolute) {
        Ok(found) if found.is_dir() => Err(cannot("it is a directory")),
        Ok(found) => Ok(found),
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let (Some(folder), Some(name)) = (absolute.parent(), absolute.file_name()) else {
                return Err(cannot("it is no file"));
            };
            match fs::canonicalize(folder) {
                Ok(folder) if folder.is_dir() => Ok(folder.join(name)),
                _ => Err(cannot(&format!("there is no directory `{}`", folder.display()))),
            }
        }
        Err(error) => Err(cannot(&location::reason(&error))),
    }
}

/// Fails where a new file would come in the place of another, or beside what SQLite would take for a part of it.
pub(crate) fn refuse_existing(target: &Path) -> Result<(), Error> {
    // A link that leads nowhere is there too.
    if fs::symlink_metadata(target).is_ok() {
        return Err(exists(target));
    }
    match BESIDE.iter().map(|suffix| beside(target, suffix)).find(|path| path.exists()) {
        None => Ok(()),
        Some(left) => Err(Error::refused(format!(
            "there is no `{}`, but a file of an earlier database of that name: `{}`",
            target.display(),
            left.display()
        ))),
    }
}

fn exists(target: &Path) -> Error {
    Error::refused(format!(
        "the file `{}` is there already, and is not overwritten unless `overwrite(true)` says so",
        target.display()
    ))
}

/// Waits until the disk has the names of a folder. Not every system can.
pub(super) fn sync_folder(file: &Path) -> Result<(), Error> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = file.parent().unwrap_or(file);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(|error| error::file("write", folder, &error))
}

/// Fails if the disk has less space than `needed` bytes. Where the system does not say, the copy finds out.
pub(crate) fn check_space(target: &Path, needed: u64) -> Result<(), Error> {
    match target.parent().map(fs4::available_space) {
        Some(Ok(free)) if free < needed => Err(error::opening(
            Condition::Full,
            format!("there are {free} bytes free for `{}`, which needs {needed}", target.display()),
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::{Partial, check_space, place};

    #[test]
    fn space_is_asked_for_before_it_is_needed() {
        let directory = tempfile::tempdir().unwrap();
        let target = directory.path().join("copy.db");
        check_space(&target, 1).unwrap();
        let full = check_space(&target, u64::MAX).unwrap_err();
        assert!(full.is_disk_full(), "{full}");
    }

    #[test]
    fn a_file_that_came_meanwhile_is_not_overwritten() {
        let directory = tempfile::tempdir().unwrap();
        let target = place(&directory.path().join("copy.db")).unwrap();
        let (first, second) = (Partial::create(target.clone(), true), Partial::create(target.clone(), true));
        let paths = [&first, &second].map(|partial| partial.as_ref().unwrap().path().to_owned());
        assert_ne!(paths[0], paths[1]);
        std::fs::write(&paths[0], "first").unwrap();
        first.unwrap().place().unwrap();
        assert!(second.unwrap().place().unwrap_err().is_refused());
        assert_eq!(std::fs::read(&target).unwrap(), b"first");
        assert!(!paths.iter().any(|path| path.exists()));
    }
}
