//! Encrypted files.

use super::Options;
use crate::cipher::{Cipher, Key};

impl Options {
    /// The key of an encrypted file, which is made encrypted if it is not there: <https://www.zetetic.net/sqlcipher/>. With the
    /// feature `sqlcipher`.
    ///
    /// Every page of the file and of the logs beside it is encrypted with AES-256 and carries a code by which a change is noticed.
    /// Backups and [`vacuum_into`](crate::Database::vacuum_into) have the same key. What is encrypted is read only by SQLCipher, 4 or
    /// newer, with its usual settings.
    ///
    /// | what | how |
    /// |---|---|
    /// | another key | [`Database::change_key`](crate::Database::change_key) |
    /// | a file that is not encrypted yet, or is to be so no more | [`Database::copy_with_key`](crate::Database::copy_with_key) |
    /// | a backup in the place of a database | [`Database::restore_encrypted_backup`](crate::Database::restore_encrypted_backup) |
    ///
    /// A database in memory cannot have a key. A file that is [only read](Self::read_only) is read with locks, so that SQLite makes a
    /// `-wal` and a `-shm` file beside it; where the folder does not allow that, it is read as one that does not change. What SQLite puts
    /// aside while it runs stays in memory (`temp_store`).
    ///
    /// # Errors
    ///
    /// [`open`](Self::open) fails where the file is encrypted with another key or not at all ([`is_corrupt`](crate::Error::is_corrupt)), the key is
    /// none, or the program is linked with an SQLite that does not encrypt.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::{Database, Key};
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let key = Key::passphrase("correct horse battery staple");
    /// let db = Database::options().path(&path).key(key).open()?;
    /// db.execute_script("CREATE TABLE notes (text TEXT)")?;
    /// db.close()?;
    /// assert!(Database::open(&path).is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn key(mut self, key: Key) -> Self {
        self.cipher = Cipher(Some(key));
        self
    }
}
