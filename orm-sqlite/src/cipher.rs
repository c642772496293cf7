//! What opens an encrypted file: <https://www.zetetic.net/sqlcipher/sqlcipher-api/>. Without the feature `sqlcipher` there is no key.

#[cfg(feature = "sqlcipher")]
mod key;
#[cfg(not(feature = "sqlcipher"))]
#[path = "cipher/no_key.rs"]
mod key;

use std::path::Path;

#[cfg(not(feature = "sqlcipher"))]
pub(crate) use key::Key;
#[cfg(feature = "sqlcipher")]
pub use key::Key;
#[cfg(feature = "sqlcipher")]
pub(crate) use key::set;
use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

use orm_core::error::Error;

/// The key of a database, if it has one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cipher(pub(crate) Option<Key>);

impl Cipher {
    /// Whether the database is encrypted.
    pub(crate) const fn is_some(&self) -> bool {
        self.0.is_some()
    }

    /// Refuses a key that is none, before anything is made.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.0.as_ref().map_or(Ok(()), Key::check)
    }

    /// As `ATTACH` takes it.
    #[cfg(feature = "sqlcipher")]
    pub(crate) fn text(&self) -> String {
        self.0.as_ref().map(Key::text).unwrap_or_default()
    }

    /// Gives a new connection the key, before it reads anything. A wrong key fails with the first read.
    pub(crate) fn unlock(&self, connection: &Connection) -> Result<(), rusqlite::Error> {
        self.0.as_ref().map_or(Ok(()), |key| key.unlock(connection))
    }

    /// A connection of the driver alone, with none of the settings of `connection::open`, to a file that is there.
    pub(crate) fn connect(&self, path: &Path) -> Result<Connection, rusqlite::Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(path, flags)?;
        self.unlock(&connection)?;
        Ok(connection)
    }
}

/// The size of a page in bytes. SQLCipher gives it as a text.
pub(crate) fn page_size(connection: &Connection) -> Result<u64, rusqlite::Error> {
    let size = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    Ok(match size {
        Value::Integer(size) => u64::try_from(size).unwrap_or(0),
        Value::Text(size) => size.parse().unwrap_or(0),
        Value::Null | Value::Real(_) | Value::Blob(_) => 0,
    })
}
