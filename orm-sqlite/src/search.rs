//! What a full-text index is told besides the changes of its table.

use orm_core::error::Error;
use orm_core::query::search_command;
use orm_core::sql::SearchCommand;
use orm_core::table::Searchable;

use crate::access::Write;

/// The methods of every handle that can write which look after full-text indexes; in the prelude.
///
/// # Example: in a function over handles
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// fn heal(db: &impl Write) -> Result<(), orm_sqlite::Error> {
///     if !db.check_search::<Article>()? {
///         db.rebuild_search::<Article>()?;
///     }
///     Ok(())
/// }
/// heal(&db)?;
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
pub trait WriteSearch: Write {
    /// Makes the index of a table anew from its rows: after another program has written them without the triggers, or `OR REPLACE`
    /// has deleted some: <https://sqlite.org/fts5.html#the_rebuild_command>.
    ///
    /// # Errors
    ///
    /// When the database has no such index, or cannot be written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.rebuild_search::<Article>()?;
    /// assert_eq!(db.select::<Article>().search("engine").count()?, 2);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn rebuild_search<T: Searchable>(&self) -> Result<(), Error> {
        search_command::<T, _>(self.engine(), SearchCommand::Rebuild).map(drop)
    }

    /// Merges the pieces of the index into one, which makes it smaller and faster. It may take long:
    /// <https://sqlite.org/fts5.html#the_optimize_command>.
    ///
    /// # Errors
    ///
    /// When the database has no such index, or cannot be written.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.optimize_search::<Article>()?;
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn optimize_search<T: Searchable>(&self) -> Result<(), Error> {
        search_command::<T, _>(self.engine(), SearchCommand::Optimize).map(drop)
    }

    /// Whether the index has exactly the words of the table: <https://sqlite.org/fts5.html#the_integrity_check_command>. It reads all
    /// of both.
    ///
    /// # Errors
    ///
    /// When the database has no such index, or cannot be written: the check is a write to SQLite.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.check_search::<Article>()?);
    ///
    /// sql!("insert or replace into articles values (1, 'Bicycles', null)").run(&db)?;
    /// assert!(!db.check_search::<Article>()?);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[track_caller]
    fn check_search<T: Searchable>(&self) -> Result<bool, Error> {
        match search_command::<T, _>(self.engine(), SearchCommand::Check) {
            Ok(_) => Ok(true),
            Err(error) if error.is_corrupt() => Ok(false),
            Err(error) => Err(error),
        }
    }
}

impl<W: Write> WriteSearch for W {}
