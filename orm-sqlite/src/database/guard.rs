//! Opening what the program does not trust.

use std::path::Path;

use orm_core::error::Error;

use super::Database;
use crate::options::Options;

impl Database {
    /// Opens a file that may come from somebody who wants harm, to read it: [`Options::untrusted`] says what that means.
    ///
    /// # Errors
    ///
    /// As [`Options::open`]; [`is_corrupt`](Error::is_corrupt) is true when the
    /// file is damaged or none.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("upload.db");
    /// # Database::open(&path)?.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// let upload = Database::open_untrusted(&path)?;
    /// assert!(upload.execute_script("DROP TABLE notes").unwrap_err().is_read_only());
    ///
    /// std::fs::write(&path, [b'x'; 4096]).unwrap();
    /// assert!(Database::open_untrusted(&path).unwrap_err().is_corrupt());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn open_untrusted(path: impl AsRef<Path>) -> Result<Self, Error> {
        Self::options().path(path.as_ref()).untrusted(true).open()
    }

    /// Opens the database of a URL, `file:data/app.db?mode=ro`: [`Options::from_url`] says what may stand in it.
    ///
    /// # Errors
    ///
    /// As [`Options::from_url`] and [`Options::open`].
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::open_url("file::memory:")?;
    /// db.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// assert!(Database::open_url("file:app.db?immutable=1").unwrap_err().is_refused());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn open_url(url: &str) -> Result<Self, Error> {
        Options::from_url(url)?.open()
    }
}
