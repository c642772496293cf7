//! Rows whose foreign keys lead nowhere: <https://sqlite.org/pragma.html#pragma_foreign_key_check>.

use std::collections::HashMap;
use std::fmt;

use orm_core::error::Error;
use orm_core::sql::quoted;
use rusqlite::{Connection, ffi};

use crate::database::Database;
use crate::error;

/// A foreign key that is broken: [`Database::foreign_key_check`].
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::ForeignKeyViolation;
///
/// db.execute_script("pragma foreign_keys = off; delete from users where id = 2")?;
/// let violations = db.foreign_key_check()?;
/// let ForeignKeyViolation::Orphan { table, rowid, parent, columns, .. } = &violations[0] else { panic!() };
/// assert_eq!((table.as_str(), *rowid, parent.as_str()), ("posts", Some(3), "users"));
/// assert_eq!(columns, &["author_id"]);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ForeignKeyViolation {
    /// A row whose key is that of no row of the parent.
    #[non_exhaustive]
    Orphan {
        /// The table of the row.
        table: String,
        /// The number of the row. A table `WITHOUT ROWID` has none.
        rowid: Option<i64>,
        /// The table that has no such row.
        parent: String,
        /// The columns of the key, in its order.
        columns: Vec<String>,
    },
    /// A key that references columns which are no key of the parent. SQLite does not look at the rows of such a table.
    #[non_exhaustive]
    Mismatch {
        /// The table that has the key.
        table: String,
        /// The table that it references, where SQLite tells it.
        parent: Option<String>,
    },
}

impl ForeignKeyViolation {
    /// The table that has the key.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// db.execute_script("pragma foreign_keys = off; delete from tags where id = 2")?;
    /// let violations = db.foreign_key_check()?;
    /// assert_eq!(violations[0].table(), "post_tags");
    /// assert_eq!(violations[0].to_string(), "a row of `post_tags` has no parent in `tags`: `tag_id`");
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn table(&self) -> &str {
        match self {
            Self::Orphan { table, .. } | Self::Mismatch { table, .. } => table,
        }
    }
}

impl fmt::Display for ForeignKeyViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Orphan { table, rowid, parent, columns } => {
                match rowid {
                    Some(rowid) => write!(f, "row {rowid} of `{table}`")?,
                    None => write!(f, "a row of `{table}`")?,
                }
                let columns: Vec<String> = columns.iter().map(|column| format!("`{column}`")).collect();
                write!(f, " has no parent in `{parent}`: {}", columns.join(", "))
            }
            Self::Mismatch { table, parent: Some(parent) } => {
                write!(f, "`{table}` references columns that are no key of `{parent}`")
            }
            Self::Mismatch { table, parent: None } => write!(f, "`{table}` references columns that are no key"),
        }
    }
}

impl Database {
    /// Looks for rows whose foreign keys lead nowhere (`PRAGMA foreign_key_check`), whether the keys are enforced or not. One that
    /// is NULL in any column leads nowhere on purpose, and is not among them.
    ///
    /// It gives every violation, table by table, and none where all is well. It reads all rows of the tables that have keys.
    ///
    /// # Errors
    ///
    /// When the database cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.foreign_key_check()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn foreign_key_check(&self) -> Result<Vec<ForeignKeyViolation>, Error> {
        let connection = self.pool().reader()?;
        let mut found = Vec::new();
        let mut keys: HashMap<(String, i64), Vec<String>> = HashMap::new();
        each_violation(&connection, &mut |violation| {
            found.push(match violation {
                Violation::Mismatch { table, parent } => ForeignKeyViolation::Mismatch { table, parent },
                Violation::Orphan { table, rowid, parent, key } => {
                    let place = (table, key);
                    let columns = match keys.get(&place) {
                        Some(columns) => columns.clone(),
                        None => keys.entry(place.clone()).or_insert(columns(&connection, &place.0, key)?).clone(),
                    };
                    ForeignKeyViolation::Orphan { table: place.0, rowid, parent, columns }
                }
            });
            Ok(())
        })?;
        Ok(found)
    }
}

/// The columns of a table's key.
fn columns(connection: &Connection, table: &str, key: i64) -> Result<Vec<String>, Error> {
    const COLUMNS: &str = "SELECT \"from\" FROM pragma_foreign_key_list(?) WHERE id = ? ORDER BY seq";
    let read = || {
        let mut statement = connection.prepare(COLUMNS)?;
        let names = statement.query_map(rusqlite::params![table, key], |row| row.get(0))?;
        names.collect::<Result<Vec<String>, _>>()
    };
    read().map_err(|error| error::running(error, COLUMNS))
}

/// A violation as SQLite gives it, with the number of the key.
#[derive(Debug)]
pub(crate) enum Violation {
    Orphan { table: String, rowid: Option<i64>, parent: String, key: i64 },
    Mismatch { table: String, parent: Option<String> },
}

/// Takes the violations one by one: there may be as many as rows.
pub(crate) fn each_violation(
    connection: &Connection,
    take: &mut dyn FnMut(Violation) -> Result<(), Error>,
) -> Result<(), Error> {
    const TABLES: &str = "SELECT name FROM sqlite_schema WHERE type = 'table'";
    const CHECK: &str = "SELECT \"table\", rowid, parent, fkid FROM pragma_foreign_key_check(?)";
    let tables = || {
        let mut statement = connection.prepare(TABLES)?;
        statement.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()
    };
    let mut check = connection.prepare(CHECK).map_err(|error| error::preparing(error, CHECK))?;
    for table in tables().map_err(|error| error::running(error, TABLES))? {
        let mut rows = check.query([&table]).map_err(|error| error::running(error, CHECK))?;
        loop {
            let row = rows.next().and_then(|row| {
                let orphan = |row: &rusqlite::Row<'_>| {
                    let (rowid, parent, key) = (row.get(1)?, row.get(2)?, row.get(3)?);
                    Ok(Violation::Orphan { table: row.get(0)?, rowid, parent, key })
                };
                row.map(orphan).transpose()
            });
            match row {
                Ok(Some(orphan)) => take(orphan)?,
                Ok(None) => break,
                // Of one table, SQLite cannot say it: `foreign key mismatch - "child" referencing "parent"`.
                Err(rusqlite::Error::SqliteFailure(code, message)) if code.extended_code == ffi::SQLITE_ERROR => {
                    let parent = message.as_deref().and_then(|message| parent_of(message, &table));
                    take(Violation::Mismatch { table, parent })?;
                    break;
                }
                Err(error) => return Err(error::running(error, CHECK)),
            }
        }
    }
    Ok(())
}

fn parent_of(message: &str, table: &str) -> Option<String> {
    let prefix = format!("foreign key mismatch - {} referencing \"", quoted(table));
    let parent = message.strip_prefix(&prefix)?.strip_suffix('"')?;
    Some(parent.replace("\"\"", "\""))
}
