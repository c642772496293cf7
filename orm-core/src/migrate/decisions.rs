//! What a person has to say before a plan can be made: nothing here is ever guessed.

use super::model::Snapshot;
use super::rename::{self, Rename, same};
use super::token::{Token, tokens};
use crate::schema::Schema;

/// Renames, losses that are accepted, and what new or changed columns are filled with.
///
/// # Example
///
/// ```
/// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
///
/// let from = Snapshot::parse(["CREATE TABLE a (b INT, c INT)"])?;
/// let to = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
/// assert_eq!(plan(&from, &to, &Decisions::new()).refusals.len(), 1);
/// assert!(plan(&from, &to, &Decisions::new().accept_loss("a.c")).refusals.is_empty());
/// # Ok::<(), orm_sqlite::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Decisions {
    pub(super) attributes: Vec<Rename>,
    pub(super) renames: Vec<Rename>,
    losses: Vec<String>,
    values: Vec<(String, String, Fills)>,
}

impl Decisions {
    /// None.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
    ///
    /// let plan = plan(&Snapshot::default(), &Snapshot::default(), &Decisions::new());
    /// assert!(plan.is_empty());
    /// ```
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What the attributes of structs say: `renamed_from`.
    ///
    /// # Example
    ///
    /// ```
    /// # use orm_sqlite::prelude::*;
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
    ///
    /// #[derive(Table)]
    /// #[table(renamed_from = "people")]
    /// struct Person {
    ///     #[column(primary_key)]
    ///     id: i64,
    /// }
    ///
    /// let from = Snapshot::parse(["CREATE TABLE people (id INTEGER PRIMARY KEY) STRICT"])?;
    /// let schema = schema!(Person);
    /// let plan = plan(&from, &Snapshot::of(&schema)?, &Decisions::of(&schema));
    /// assert_eq!(plan.statements, [r#"ALTER TABLE "people" RENAME TO "person""#]);
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        Self { attributes: Rename::all_of(schema), ..Self::default() }
    }

    /// A table or a column goes on under another name.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Rename};
    ///
    /// let decisions = Decisions::new().rename(Rename::column("users", "login", "name"));
    /// ```
    #[must_use]
    pub fn rename(mut self, rename: Rename) -> Self {
        self.renames.push(rename);
        self
    }

    /// What is in a table (`users`) or a column (`users.bio`) may be lost.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::Decisions;
    ///
    /// let decisions = Decisions::new().accept_loss("users.bio").accept_loss("sessions");
    /// ```
    #[must_use]
    pub fn accept_loss(mut self, place: impl Into<String>) -> Self {
        self.losses.push(place.into());
        self
    }

    /// What a column (`users.age`) of rows that are there already is filled with: an expression over the columns before. For a new
    /// column without a default, and for one whose type changes.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
    ///
    /// let from = Snapshot::parse(["CREATE TABLE a (b TEXT)"])?;
    /// let to = Snapshot::parse(["CREATE TABLE a (b INT)"])?;
    /// let plan = plan(&from, &to, &Decisions::new().fill("a.b", "length(b)"));
    /// assert!(plan.to_sql().contains("SELECT rowid, length(b) FROM"));
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn fill(self, place: impl Into<String>, sql: impl Into<String>) -> Self {
        self.with_value(place.into(), sql.into(), Fills::All)
    }

    /// What a column (`users.age`) of rows that are there already has where it has nothing: for a new column without a default, and for
    /// one that takes no `NULL` any more. No value is replaced.
    ///
    /// # Example
    ///
    /// ```
    /// use orm_sqlite::migrate::{Decisions, Snapshot, plan};
    ///
    /// let from = Snapshot::parse(["CREATE TABLE a (b TEXT)"])?;
    /// let to = Snapshot::parse(["CREATE TABLE a (b TEXT NOT NULL)"])?;
    /// let plan = plan(&from, &to, &Decisions::new().fill_nulls("a.b", "'none'"));
    /// assert!(plan.to_sql().contains(r#"coalesce("b", ('none'))"#) && plan.conditions.is_empty());
    /// # Ok::<(), orm_sqlite::Error>(())
    /// ```
    #[must_use]
    pub fn fill_nulls(self, place: impl Into<String>, sql: impl Into<String>) -> Self {
        self.with_value(place.into(), sql.into(), Fills::Nulls)
    }

    fn with_value(mut self, place: String, mut sql: String, fills: Fills) -> Self {
        // A comment at its end would take what is written behind it.
        let end = tokens(&sql).last().map_or(0, Token::end);
        sql.truncate(end);
        self.values.push((place, sql, fills));
        self
    }

    /// The names of the tables that go on under another one. A table of the old name beside the new one is somebody else's.
    pub(super) fn renamed_tables(&self, from: &Snapshot, to: &Snapshot) -> Vec<String> {
        let all = rename::effective(from, to, &self.attributes, &self.renames);
        all.into_iter().filter(|rename| rename.table.is_none()).map(|rename| rename.from).collect()
    }

    pub(super) fn accepts(&self, place: &str) -> bool {
        self.losses.iter().any(|accepted| same(accepted, place))
    }

    /// What a column is filled with, and whether what there is gives way to it.
    pub(super) fn value(&self, table: &str, column: &str) -> Option<(&str, Fills)> {
        let place = format!("{table}.{column}");
        self.values.iter().find(|(name, ..)| same(name, &place)).map(|(_, sql, fills)| (sql.as_str(), *fills))
    }

    /// Whether what a column has gives way to something else.
    pub(super) fn replaces(&self, table: &str, column: &str) -> bool {
        self.value(table, column).is_some_and(|(_, fills)| fills == Fills::All)
    }
}

/// Which rows a value is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fills {
    All,
    Nulls,
}
