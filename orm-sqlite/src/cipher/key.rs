//! A key of SQLCipher.

use std::fmt::{self, Write as _};

use orm_core::error::Error;
use rusqlite::types::Value;
use rusqlite::{Connection, ffi};

/// The key of an encrypted database: [`Options::key`](crate::Options::key). With the feature `sqlcipher`.
///
/// A `Debug` form does not show it. It stays in memory as long as the database is open, because each connection needs it.
///
/// # Example
///
/// ```
/// use orm_sqlite::Key;
///
/// let key = Key::passphrase("correct horse battery staple");
/// assert_eq!(format!("{key:?}"), "Key(..)");
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Key(Secret);

#[derive(Clone, PartialEq, Eq)]
enum Secret {
    Passphrase(String),
    Raw([u8; 32]),
}

impl Key {
    /// A text of any length, of which SQLCipher makes the key. That takes some tenths of a second for each connection, on purpose,
    /// so that texts cannot be tried; a database has one connection that writes, and up to four that read and are opened when
    /// they are needed.
    ///
    /// An empty text, and one with NUL, opens nothing. `x'..'` around 64 or 96 hexadecimal digits is a key as it stands, also here.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::{Database, Key};
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let options = Database::options().path(&path);
    /// options.clone().key(Key::passphrase("correct horse")).open()?.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// assert!(options.key(Key::passphrase("battery staple")).open().is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn passphrase(text: impl Into<String>) -> Self {
        Self(Secret::Passphrase(text.into()))
    }

    /// A key as it is: 32 bytes that nobody can guess. To open a connection takes no longer than without one.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::{Database, Key};
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// # let from_the_key_store = || [7; 32];
    /// let db = Database::options().path(&path).key(Key::raw(from_the_key_store())).open()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub const fn raw(bytes: [u8; 32]) -> Self {
        Self(Secret::Raw(bytes))
    }

    /// As the pragmas of SQLCipher take it.
    pub(crate) fn text(&self) -> String {
        match &self.0 {
            Secret::Passphrase(text) => text.clone(),
            Secret::Raw(bytes) => {
                let mut text = String::from("x'");
                for byte in bytes {
                    // A string takes all that is written to it.
                    let _ = write!(text, "{byte:02X}");
                }
                text.push('\'');
                text
            }
        }
    }

    /// Refuses what SQLCipher makes no key of.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match &self.0 {
            Secret::Passphrase(text) if text.is_empty() || text.contains('\0') => {
                Err(Error::refused("an empty text, or one with NUL, is no key"))
            }
            Secret::Passphrase(_) | Secret::Raw(_) => Ok(()),
        }
    }

    pub(super) fn unlock(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
        // An SQLite that knows no keys ignores the pragma, and writes what is to be secret as it is.
        let cipher = connection.query_row("PRAGMA cipher_version", [], |_| Ok(()));
        cipher.map_err(|_| failed("this SQLite is not SQLCipher, so that nothing would be encrypted"))?;
        // It writes to the standard error stream otherwise, which is the program's.
        connection.pragma_update(None, "cipher_log_level", "NONE")?;
        set(connection, "key", self)?;
        match connection.query_row("PRAGMA cipher_status", [], |row| row.get(0))? {
            Value::Text(status) if status == "1" => Ok(()),
            _ => Err(failed("SQLCipher does not encrypt the file")),
        }
    }
}

/// Sets a pragma that takes a key. Its error does not show it.
pub(crate) fn set(connection: &Connection, pragma: &str, key: &Key) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, pragma, key.text()).map_err(|error| match error {
        rusqlite::Error::SqliteFailure(code, _) | rusqlite::Error::SqlInputError { error: code, .. } => {
            rusqlite::Error::SqliteFailure(code, Some("SQLCipher does not take the key".to_owned()))
        }
        _ => failed("SQLCipher does not take the key"),
    })
}

fn failed(message: &str) -> rusqlite::Error {
    rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_MISUSE), Some(message.to_owned()))
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}
