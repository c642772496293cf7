//! Where a database is.

mod create;
mod url;

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use orm_core::error::{Condition, Error};

use crate::{error, in_use};
pub(crate) use create::create;
pub(crate) use url::{Mode, Url};

/// The name that SQLite has for a database without a file.
pub(crate) const IN_MEMORY: &str = ":memory:";

/// Where in a file's header the versions of its format stand, and what they are in WAL mode:
/// <https://sqlite.org/fileformat.html>.
const READ_VERSION: usize = 19;
const WAL: u8 = 2;

/// The size of the smallest page, and so of the smallest database that is not empty.
const SMALLEST: u64 = 512;

/// Where a database is: in memory, or in a file, whose path is absolute.
///
/// SQLite takes a name that starts with `file:` for a URI with options in it. An absolute path never does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Location {
    Memory,
    File(PathBuf),
}

impl Location {
    pub(crate) fn new(path: &Path) -> Result<Self, Error> {
        if path == Path::new(IN_MEMORY) {
            return Ok(Self::Memory);
        }
        if path.as_os_str().as_encoded_bytes().contains(&0) {
            return Err(cannot_open(path, "the path contains NUL"));
        }
        // An empty path is an error here; to SQLite it is a temporary database.
        match std::path::absolute(path) {
            Ok(path) => Ok(Self::File(path)),
            Err(error) => Err(cannot_open(path, &reason(&error))),
        }
    }

    /// The place, for a message.
    /// Its name where there is room for a word.
    pub(crate) fn name(&self) -> Cow<'_, str> {
        match self {
            Self::Memory => IN_MEMORY.into(),
            Self::File(path) => path.file_name().unwrap_or_default().to_string_lossy(),
        }
    }

    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Memory => "a database in memory".to_owned(),
            Self::File(path) => format!("`{}`", path.display()),
        }
    }
}

/// Says what is wrong with a path before SQLite does, which only says that it cannot open it.
pub(crate) fn check(path: &Path, may_create: bool) -> Result<(), Error> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => Err(cannot_open(path, "it is a directory")),
        Ok(metadata) if !metadata.is_file() => Err(cannot_open(path, "it is no file")),
        // SQLite would take so short a file for an empty database, and overwrite it.
        Ok(metadata) if (1..SMALLEST).contains(&metadata.len()) => {
            let message = format!("cannot open `{}`: the file is not a SQLite database", path.display());
            Err(error::opening(Condition::NotADatabase, message))
        }
        Ok(_) => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound => match path.parent() {
            Some(directory) if !directory.is_dir() => {
                Err(cannot_open(path, &format!("there is no directory `{}`", directory.display())))
            }
            _ if may_create => Ok(()),
            _ => Err(cannot_open(path, "there is no such file")),
        },
        Err(error) => Err(cannot_open(path, &reason(&error))),
    }
}

/// The name under which SQLite opens a file to read it without writing anything beside it.
///
/// SQLite reads a database in WAL mode through two files beside it, and makes them if they are not there. If there is no
/// `-wal` file, nobody has the database open and everything is in the file itself, so that it can be read as one that
/// does not change: `immutable=1`, <https://sqlite.org/uri.html>.
///
/// The header is read with the standard library, only where no connection of this process has the file open: see
/// [`in_use`].
pub(crate) fn read_only_name(path: &Path) -> Result<OsString, Error> {
    // The files beside a link are those of the file it leads to.
    let path = fs::canonicalize(path).map_err(|error| cannot_open(path, &reason(&error)))?;
    let busy = ["-wal", "-journal"].iter().any(|suffix| beside(&path, suffix).exists());
    let wal = if busy { Ok(None) } else { in_use::unless_in_use(&path, is_in_wal_mode) };
    match wal.map_err(|error| cannot_open(&path, &reason(&error)))? {
        Some(true) => Ok(format!("{}?immutable=1", uri(&path)).into()),
        Some(false) | None => Ok(path.into_os_string()),
    }
}

/// The name by which a file is read as one that does not change, if nothing beside it says that it does.
pub(crate) fn unchanging_name(path: &Path) -> Option<OsString> {
    let path = fs::canonicalize(path).ok()?;
    let is_busy = ["-wal", "-journal"].iter().any(|suffix| beside(&path, suffix).exists());
    (!is_busy).then(|| format!("{}?immutable=1", uri(&path)).into())
}

/// A file that SQLite has beside a database: `-wal`, `-shm` or `-journal`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn is_in_wal_mode(path: &Path) -> io::Result<bool> {
    let mut header = [0; READ_VERSION + 1];
    match File::open(path)?.read_exact(&mut header) {
        Ok(()) => Ok(header[READ_VERSION] == WAL),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// A path as a `file:` URI, with everything but letters, digits and separators escaped.
fn uri(path: &Path) -> String {
    let mut uri = "file:".to_owned();
    if cfg!(windows) {
        uri.push('/');
    }
    for &byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'\\' if cfg!(windows) => uri.push('/'),
            b'/' | b'-' | b'_' | b'.' | b'0'..=b'9' | b'A'..=b'Z' | b'a'..=b'z' => uri.push(char::from(byte)),
            _ => uri.extend([b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]].map(char::from)),
        }
    }
    uri
}

#[cold]
fn cannot_open(path: &Path, reason: &str) -> Error {
    error::opening(Condition::CannotOpen, format!("cannot open `{}`: {reason}", path.display()))
}

/// The system's words without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::NotFound => "there is no such file".to_owned(),
        _ => error.to_string(),
    }
}

/// Whether a name is a URI of [`read_only_name`].
pub(crate) fn is_uri(name: &OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b"file:")
}

#[cfg(test)]
mod tests {
    use super::{Location, uri};
    use std::path::Path;

    #[test]
    fn a_path_is_never_a_uri() {
        let location = Location::new(Path::new("file:x?mode=memory")).unwrap();
        let Location::File(path) = location else { panic!("a file") };
        assert!(path.is_absolute());
        assert!(path.ends_with("file:x?mode=memory"));
    }

    #[test]
    fn a_uri_escapes_what_would_be_options() {
        assert_eq!(uri(Path::new("/a b/x?mode=rw#%.db")), "file:/a%20b/x%3Fmode%3Drw%23%25.db");
    }

    #[test]
    fn refuses_a_path_that_is_none() {
        assert!(Location::new(Path::new("")).is_err_and(|error| error.is_cannot_open()));
        assert!(Location::new(Path::new("a\0b")).is_err_and(|error| error.is_cannot_open()));
    }
}
