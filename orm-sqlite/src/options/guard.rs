//! What keeps a program safe from a file, a URL or a statement that it did not make.

use orm_core::error::{Condition, Error};

use super::Options;
use crate::error;
use crate::location::{Mode, Url};

/// The bits that a new database may have. It is read and written by its owner, and nobody else than its group may write to it:
/// whoever writes to the file decides what the program reads.
const NEEDED: u32 = 0o600;
const ALLOWED: u32 = 0o664;

impl Options {
    /// Options from a URL in SQLite's form, `file:data/app.db?mode=ro`: <https://sqlite.org/uri.html>.
    ///
    /// | part | what may stand there |
    /// |---|---|
    /// | authority | nothing, or `localhost` |
    /// | path | anything in UTF-8 with `%HH` for what is not plain; `:memory:` is a database in memory |
    /// | `mode` | `rwc` (the default), `rw`, which makes no file, `ro`, or `memory` |
    /// | `cache` | `private`, which is what a database always has |
    ///
    /// Nothing else is taken, and no word of the URL reaches SQLite as an option: `vfs`, `immutable`, `nolock` and `psow` would
    /// switch off what keeps a file whole. A [`path`](Self::path) is never a URL, so that only a program which asks for one gets it.
    ///
    /// # Errors
    ///
    /// When a part is not as in the table. The error names a key that is not known, or stands there twice; it shows no value, as
    /// that may be a password that was meant for something else. [`is_refused`](Error::is_refused) is true for it.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::{Database, Options};
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// let url = format!("file://{}?mode=rwc", path.display());
    /// let db = Options::from_url(&url)?.cache_size(4096).open()?;
    /// assert!(path.exists());
    ///
    /// let error = Options::from_url("file:app.db?vfs=unix-none").unwrap_err();
    /// assert!(error.to_string().contains("`vfs`"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn from_url(url: &str) -> Result<Self, Error> {
        let Url { path, mode } = Url::parse(url)?;
        let options = Self::default().path(path);
        Ok(match mode {
            Mode::Create => options,
            Mode::Write => options.create(false),
            Mode::Read => options.read_only(true),
        })
    }

    /// Whether the file may come from somebody who wants harm: an upload, a mail, a backup of others. It does not, by default.
    ///
    /// A hostile file is a program too: it has views, triggers, checks and indexes, which are SQL, and damage that makes a careless
    /// reader read past an end. With this,
    ///
    /// - the file is only read, as with [`read_only`](Self::read_only);
    /// - it is checked from its first page to its last before anything is read from it (`PRAGMA quick_check`), which takes as long as
    ///   to read all of it. What is damaged is refused;
    /// - views and triggers do nothing: to read from a view is an error;
    /// - no other database is attached, also not with [`allow_attach`](Self::allow_attach);
    /// - the limits of <https://sqlite.org/security.html> hold: a text, a blob or a row has at most 1,000,000 bytes, a statement 100,000
    ///   bytes, a table or a result 100 columns, a set operation 3 parts, a function 8 arguments, a pattern of `LIKE` 50 bytes. Two
    ///   are wider than there, because queries of the library need it: 250 values, and expressions that are 100 deep.
    ///
    /// All this comes on top of what every connection has: no trust in the schema, so that it can call no function of the program.
    /// If a `-wal` file lies beside the file, SQLite reads it as a part of the database.
    ///
    /// # Errors
    ///
    /// [`open`](Self::open) fails with an error for which [`is_corrupt`](Error::is_corrupt) is true when the file is damaged or no
    /// database. A query that passes a limit fails.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::prelude::*;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("upload.db");
    /// # Database::open(&path)?.execute_script("CREATE TABLE notes (text TEXT); CREATE VIEW trap AS SELECT 1 AS x")?;
    /// let upload = Database::options().path(&path).untrusted(true).open()?;
    /// assert_eq!(sql!("select count(*) from notes").one::<i64, _>(&upload)?, 0);
    /// assert!(sql!("select x from trap").all::<i64, _>(&upload).is_err());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn untrusted(mut self, untrusted: bool) -> Self {
        self.untrusted = untrusted;
        self
    }

    /// Whether a statement may attach another database: `ATTACH`, <https://sqlite.org/lang_attach.html>. It may not, by default.
    ///
    /// A statement that attaches reads and writes any database file that the process can reach, so that a program which lets others
    /// write SQL says so here. Even then no file is made by it, and a migration detaches what it has attached. `VACUUM` and
    /// `VACUUM INTO` work either way. An attached database belongs to a connection, so that with this a database has one for all
    /// its handles, unless [`readers`](Self::readers) says otherwise.
    ///
    /// # Errors
    ///
    /// Without it, `ATTACH` fails wherever it stands, in `sql!`, a script or a migration. [`is_refused`](Error::is_refused) is true,
    /// but in a migration, whose errors name the file.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// let db = Database::open_in_memory()?;
    /// assert!(db.execute_script("ATTACH ':memory:' AS other").unwrap_err().is_refused());
    ///
    /// let db = Database::options().allow_attach(true).open()?;
    /// db.execute_script("ATTACH ':memory:' AS other; CREATE TABLE other.notes (text TEXT)")?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub const fn allow_attach(mut self, allowed: bool) -> Self {
        self.allow_attach = allowed;
        self
    }

    /// The permissions of a database file that is made, on Unix; `0o600` keeps it from all other users of the machine.
    ///
    /// The file is made with them, less what the process's `umask` takes away, before SQLite opens it: there is no moment in which it
    /// has others. SQLite gives the same to the `-wal`, `-shm` and `-journal` files beside it. A file that is there keeps its own.
    /// Without this option SQLite makes files as `0o644`.
    ///
    /// # Errors
    ///
    /// [`open`](Self::open) fails when the owner may not read and write, when everybody may write, when a bit is set that is no
    /// permission to read or write, and when the path is a link to a file that is not there.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::Database;
    ///
    /// # let directory = tempfile::tempdir().unwrap();
    /// # let path = directory.path().join("app.db");
    /// # #[cfg(unix)] {
    /// use std::os::unix::fs::PermissionsExt as _;
    ///
    /// let db = Database::options().path(&path).file_mode(0o600).open()?;
    /// assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    /// # }
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[cfg(unix)]
    pub const fn file_mode(mut self, mode: u32) -> Self {
        self.file_mode = Some(mode);
        self
    }

    /// What the other options mean for a file that is not trusted; and whether they can be followed.
    pub(super) fn checked(mut self) -> Result<Self, Error> {
        if self.untrusted {
            self.read_only = true;
            self.allow_attach = false;
        }
        match self.file_mode {
            Some(mode) if mode & NEEDED != NEEDED || mode & !ALLOWED != 0 => {
                let message = format!("a database file cannot have the mode 0o{mode:o}: 0o600 to 0o664 are possible");
                Err(error::opening(Condition::CannotOpen, message))
            }
            _ => Ok(self),
        }
    }
}
