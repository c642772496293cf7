//! A database written anew, without the space of what was deleted: <https://sqlite.org/lang_vacuum.html>.

use crate::attach::Room;
use std::path::Path;

use orm_core::error::{Condition, Error};

use super::copy::size;
use super::partial::{self, Partial, check_space};
use crate::database::Database;
use crate::{error, statement};

impl Database {
    /// Writes the database anew, and gives the space of deleted rows back to the disk (`VACUUM`).
    ///
    /// It needs up to twice the size of the database on the disk meanwhile, and writers wait. Rows of a table without an `INTEGER PRIMARY
    /// KEY` may get other rowids.
    ///
    /// # Errors
    ///
    /// When the database is [read-only](Error::is_read_only), locked ([`is_busy`](Error::is_busy)), or the disk is full.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.delete::<Comment>().all_rows().run()?;
    /// db.vacuum()?;
    /// assert_eq!(db.health()?.free_pages, 0);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn vacuum(&self) -> Result<(), Error> {
        self.refuse_read_only("VACUUM")?;
        statement::execute(&*self.checkout()?, "VACUUM")
    }

    /// Writes the database anew into a new file, as small as it can be (`VACUUM INTO`).
    ///
    /// The file is a copy as [`backup`](Self::backup) makes it: one state of the database, whole or not there, read by its owner only, and
    /// never in the place of another. It is smaller than a backup and takes longer, and writers of this process wait: SQLite needs the
    /// collating sequences of the program, which the connection that writes has.
    ///
    /// # Errors
    ///
    /// As [`Backup::run`](crate::Backup::run); and when the path is not UTF-8, or the database is
    /// [read-only](Error::is_read_only).
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// # let directory = tempfile::tempdir().unwrap();
    /// let path = directory.path().join("small.db");
    /// db.vacuum_into(&path)?;
    /// assert_eq!(Database::open(&path)?.select::<User>().count()?, 3);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn vacuum_into(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        const VACUUM: &str = "VACUUM INTO ?";
        self.refuse_read_only(VACUUM)?;
        let target = partial::place(path.as_ref())?;
        partial::refuse_existing(&target)?;
        let connection = self.checkout()?;
        check_space(&target, size(&connection)?)?;
        // SQLite takes a file that is there, if it is empty.
        let partial = Partial::create(target, true)?;
        let Some(name) = partial.path().to_str() else {
            return Err(Error::refused("SQLite takes the path of a vacuum in UTF-8 only"));
        };
        let room = Room::of(&connection, VACUUM);
        connection.execute(VACUUM, [name]).map_err(|error| error::running(error, VACUUM))?;
        drop(room);
        drop(connection);
        partial.place()
    }

    /// Where SQLite would say something less plain.
    pub(super) fn refuse_read_only(&self, sql: &str) -> Result<(), Error> {
        if !self.is_read_only() {
            return Ok(());
        }
        let message = "the database is opened read-only".to_owned();
        Err(error::opening(Condition::ReadOnly, message).with_sql(sql))
    }

    /// Lets SQLite look whether its statistics of tables and indexes are old, and gather new ones where they are (`PRAGMA optimize`:
    /// <https://sqlite.org/pragma.html#pragma_optimize>), for better plans.
    ///
    /// It costs next to nothing when there is nothing to do, and looks at a sample of large tables. Its own documentation advises it
    /// before a connection is closed, and every few hours where one stays open. A database that is opened read-only is left alone.
    ///
    /// # Errors
    ///
    /// When the database is locked, or the disk is full.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.optimize()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn optimize(&self) -> Result<(), Error> {
        const OPTIMIZE: &str = "PRAGMA optimize";
        if self.is_read_only() {
            return Ok(());
        }
        let connection = self.checkout()?;
        connection.execute_batch(OPTIMIZE).map_err(|error| error::running(error, OPTIMIZE))
    }
}
