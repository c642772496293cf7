//! What is wrong inside of a database: <https://sqlite.org/pragma.html#pragma_integrity_check>.

use std::fmt;

use orm_core::error::Error;
use rusqlite::{Connection, ErrorCode};

use crate::database::Database;
use crate::error;

/// How many findings are given at most; SQLite's own default. One damaged page has many.
const FINDINGS: usize = 100;

/// How closely SQLite looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Depth {
    Quick,
    Full,
}

/// Something that is wrong inside of a database: [`Database::integrity_check`].
///
/// It is displayed as SQLite says it, which names tables, indexes and numbers of rows and pages, and never a value.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// db.execute_script(
///     "create table t (a integer check (a > 0)); \
///      pragma ignore_check_constraints = 1; \
///      insert into t values (-1);",
/// )?;
/// let findings = db.integrity_check()?;
/// assert_eq!(findings[0].table.as_deref(), Some("t"));
/// assert_eq!(findings[0].to_string(), "CHECK constraint failed in t");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// What kind of thing is wrong.
    pub kind: FindingKind,
    /// The table, where SQLite tells it.
    pub table: Option<String>,
    /// The column, where SQLite tells it.
    pub column: Option<String>,
    /// The index, where SQLite tells it.
    pub index: Option<String>,
    /// The number of the row, where SQLite tells it.
    pub rowid: Option<i64>,
    /// What SQLite says.
    pub message: String,
}

/// What kind of thing is wrong.
///
/// # Example
///
/// ```
/// # use orm_sqlite::{doctest::*, prelude::*};
/// # let db = database()?;
/// use orm_sqlite::FindingKind;
///
/// let damaged = db.integrity_check()?.iter().any(|finding| finding.kind == FindingKind::Page);
/// assert!(!damaged);
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum FindingKind {
    /// A page of the file, or the list of free ones: rows may be lost. Restore a backup.
    Page,
    /// An index that does not say what its table does: `REINDEX` makes it anew.
    Index,
    /// Rows of a unique index that are equal.
    Unique,
    /// A value that its column does not allow: NULL, or another type in a STRICT table.
    Value,
    /// A row that breaks a `CHECK`.
    Check,
    /// A full-text or spatial index, or another virtual table.
    VirtualTable,
    /// SQLite could not read on: what comes behind is not known.
    Unreadable,
    /// Another.
    Other,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Finding {
    fn new(kind: FindingKind, message: &str) -> Self {
        Self { kind, table: None, column: None, index: None, rowid: None, message: message.to_owned() }
    }

    fn of_index(kind: FindingKind, message: &str, index: &str) -> Self {
        Self { index: Some(index.to_owned()), ..Self::new(kind, message) }
    }

    fn of_table(kind: FindingKind, message: &str, table: &str) -> Self {
        Self { table: Some(table.to_owned()), ..Self::new(kind, message) }
    }

    /// Reads SQLite's words, of which only these forms have names in them.
    fn parse(message: &str) -> Self {
        if let Some(index) = message.strip_prefix("wrong # of entries in index ") {
            return Self::of_index(FindingKind::Index, message, index);
        }
        if let Some(index) = message.strip_prefix("non-unique entry in index ") {
            return Self::of_index(FindingKind::Unique, message, index);
        }
        if let Some(table) = message.strip_prefix("CHECK constraint failed in ") {
            return Self::of_table(FindingKind::Check, message, table);
        }
        if let Some(table) = message.strip_prefix("row not in PRIMARY KEY order for ") {
            return Self::of_table(FindingKind::Page, message, table);
        }
        if let Some(finding) = Self::of_row(message).or_else(|| Self::of_value(message)) {
            return finding;
        }
        let is_page = ["Tree ", "Page ", "Freelist: ", "On tree page "].iter().any(|start| message.starts_with(start))
            || message.starts_with("Rowid ")
            || message.contains("never used");
        let is_virtual = ["inverted index", "RTree"].iter().any(|word| message.contains(word));
        let kind = match (is_virtual, is_page) {
            (true, _) => FindingKind::VirtualTable,
            (_, true) => FindingKind::Page,
            _ => FindingKind::Other,
        };
        Self::new(kind, message)
    }

    /// `row 5 missing from index i`, `row 5 values differ from index i`, `rowid not at end of record for row 5 of index i`.
    fn of_row(message: &str) -> Option<Self> {
        let rest = message.strip_prefix("rowid not at end of record for ").unwrap_or(message).strip_prefix("row ")?;
        let (number, rest) = rest.split_once(' ')?;
        let starts = ["missing from index ", "values differ from index ", "of index "];
        let index = starts.iter().find_map(|start| rest.strip_prefix(start))?;
        Some(Self { rowid: number.parse().ok(), ..Self::of_index(FindingKind::Index, message, index) })
    }

    /// `NULL value in t.c`, `TEXT value in t.c`, `non-INT value in t.c`. A column has rarely a dot in its name.
    fn of_value(message: &str) -> Option<Self> {
        let (class, place) = message.split_once(" value in ")?;
        let (table, column) = place.rsplit_once('.')?;
        let is_class = class.strip_prefix("non-").unwrap_or(class).chars().all(|char| char.is_ascii_uppercase());
        is_class.then(|| Self { column: Some(column.to_owned()), ..Self::of_table(FindingKind::Value, message, table) })
    }
}

impl Database {
    /// Looks for damage in all of the file: its pages, whether indexes say what their tables do, `UNIQUE`, `CHECK` and `NOT NULL`
    /// (`PRAGMA integrity_check`: <https://sqlite.org/pragma.html#pragma_integrity_check>). Foreign keys are
    /// [another question](Self::foreign_key_check).
    ///
    /// It gives the first 100 findings, and none for a whole database. It reads everything, and waits for the connection that writes:
    /// functions and collating sequences of the program are registered there.
    ///
    /// # Errors
    ///
    /// When the database cannot be read for another reason than damage: it is locked, or a function that a `CHECK` calls is not
    /// registered.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.integrity_check()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn integrity_check(&self) -> Result<Vec<Finding>, Error> {
        check(&*self.pool().reader()?, Depth::Full)
    }

    /// As [`integrity_check`](Self::integrity_check), without a look at what is in indexes and whether it is unique, which makes it
    /// many times as fast (`PRAGMA quick_check`: <https://sqlite.org/pragma.html#pragma_quick_check>).
    ///
    /// # Errors
    ///
    /// As `integrity_check`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::{doctest::*, prelude::*};
    /// # let db = database()?;
    /// assert!(db.quick_check()?.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    pub fn quick_check(&self) -> Result<Vec<Finding>, Error> {
        check(&*self.pool().reader()?, Depth::Quick)
    }
}

pub(super) fn check(connection: &Connection, depth: Depth) -> Result<Vec<Finding>, Error> {
    let name = if depth == Depth::Quick { "quick_check" } else { "integrity_check" };
    let sql = format!("PRAGMA {name}({FINDINGS})");
    let mut findings = Vec::new();
    let mut read = || {
        let mut statement = connection.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text: String = row.get(0)?;
            // Of the pages, SQLite says everything in one row.
            let lines =
                text.lines().filter(|line| !line.is_empty() && *line != "ok" && !line.starts_with("*** in database "));
            findings.extend(lines.map(Finding::parse));
        }
        Ok(())
    };
    match read() {
        Ok(()) => {}
        Err(rusqlite::Error::SqliteFailure(code, _)) if code.code == ErrorCode::DatabaseCorrupt => {
            findings.push(Finding::new(FindingKind::Unreadable, "the database cannot be read on: it is damaged"));
        }
        Err(error) => return Err(error::running(error, &sql)),
    }
    Ok(findings)
}

#[cfg(test)]
mod tests {
    use super::{Finding, FindingKind};

    #[test]
    fn names_are_read_out_of_the_words() {
        let read = |message: &str| {
            let finding = Finding::parse(message);
            assert_eq!(finding.message, message);
            let parts = [finding.table, finding.column, finding.index].map(Option::unwrap_or_default);
            (finding.kind, parts.join("/"), finding.rowid)
        };
        let kind = FindingKind::Index;
        assert_eq!(read("row 5 missing from index my index"), (kind, "//my index".to_owned(), Some(5)));
        assert_eq!(read("row -7 values differ from index i"), (kind, "//i".to_owned(), Some(-7)));
        assert_eq!(read("rowid not at end of record for row 2 of index i"), (kind, "//i".to_owned(), Some(2)));
        assert_eq!(read("wrong # of entries in index i"), (kind, "//i".to_owned(), None));
        assert_eq!(read("non-unique entry in index i"), (FindingKind::Unique, "//i".to_owned(), None));
        assert_eq!(read("NULL value in a.b.c"), (FindingKind::Value, "a.b/c/".to_owned(), None));
        assert_eq!(read("non-INT value in t.c"), (FindingKind::Value, "t/c/".to_owned(), None));
        assert_eq!(read("CHECK constraint failed in t"), (FindingKind::Check, "t//".to_owned(), None));
        assert_eq!(read("Page 5: never used").0, FindingKind::Page);
        assert_eq!(read("Tree 3 page 3: btreeInitPage() returns error code 11").0, FindingKind::Page);
        assert_eq!(read("malformed inverted index for FTS5 table main.t").0, FindingKind::VirtualTable);
        assert_eq!(read("something new").0, FindingKind::Other);
    }
}
