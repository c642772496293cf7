//! What the structs do not say.

use std::fmt;

/// A part of a database that structs cannot express, or not exactly.
///
/// # Example
///
/// ```
/// use orm_kit::pull::{Options, pull};
/// use orm_sqlite::migrate::Snapshot;
///
/// let snapshot = Snapshot::parse(["CREATE TABLE a (id INT PRIMARY KEY)"])?;
/// let left_out = &pull(&snapshot, &Options::new()).left_out[0];
/// assert_eq!(left_out.place, "a.id");
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The table, the column as `table.column`, or the view, trigger or virtual table, by its name in the database.
    pub place: String,
    /// What is missing.
    pub what: String,
    /// Why it is.
    pub why: String,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, because {}", self.place, self.what, self.why)
    }
}

/// Gathers what is left out.
#[derive(Debug, Default)]
pub(super) struct Notes(Vec<LeftOut>);

impl Notes {
    pub(super) fn add(&mut self, place: &str, what: impl Into<String>, why: impl Into<String>) {
        let note = LeftOut { place: place.to_owned(), what: what.into(), why: why.into() };
        if !self.0.contains(&note) {
            self.0.push(note);
        }
    }

    pub(super) fn add_column(&mut self, table: &str, column: &str, what: impl Into<String>, why: impl Into<String>) {
        self.add(&format!("{table}.{column}"), what, why);
    }

    pub(super) fn into_list(self) -> Vec<LeftOut> {
        self.0
    }
}
