//! What SQLite asked of the system and was not given: space, reads and writes, memory.

use super::{Condition, Error};

impl Error {
    /// Whether the disk was full, or the database was at its largest size:
    /// <https://sqlite.org/rescode.html#full>. A transaction that meets it may be rolled back by SQLite.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// // The database may not grow from here.
    /// db.execute_script("pragma max_page_count = 1")?;
    /// let full = sql!("insert into tags (name) select hex(zeroblob(100000))").run(&db).unwrap_err();
    /// assert!(full.is_disk_full());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_disk_full(&self) -> bool {
        self.condition() == Some(Condition::Full)
    }

    /// Whether the system failed to read or write a file of the database: <https://sqlite.org/rescode.html#ioerr>.
    /// [`extended_code`](Self::extended_code) says which operation it was. A transaction that meets it may be rolled back by
    /// SQLite.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(!sql!("select nothing").one::<i64, _>(&db).unwrap_err().is_io());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_io(&self) -> bool {
        self.condition() == Some(Condition::Io)
    }

    /// Whether SQLite was given no memory, by the system or by its own
    /// [`hard_heap_limit`](https://sqlite.org/pragma.html#pragma_hard_heap_limit). A transaction that meets it may be rolled
    /// back by SQLite. A value that is larger than SQLite's limit is none of this.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let too_big = sql!("select zeroblob(2000000000)").one::<Vec<u8>, _>(&db).unwrap_err();
    /// assert!(!too_big.is_out_of_memory());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_out_of_memory(&self) -> bool {
        self.condition() == Some(Condition::OutOfMemory)
    }

    /// Whether a text, a blob or a row was larger than SQLite's limit, a billion bytes: <https://sqlite.org/limits.html>. Of a value that was
    /// to be written or compared, [`table`](Self::table) and [`columns`](Self::columns) tell which one. Large values are
    /// written piece by piece by `Transaction::blob_mut`, within the same limit.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// let huge = sql!("select zeroblob(2000000000)").one::<Vec<u8>, _>(&db);
    /// assert!(huge.is_err_and(|error| error.is_too_big()));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn is_too_big(&self) -> bool {
        self.condition() == Some(Condition::TooBig)
    }
}
